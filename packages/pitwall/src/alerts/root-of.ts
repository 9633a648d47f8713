/** The model, dataset or component that something is about: `model:spread-a` of `model:spread-a/column:tipoff`. */
export const rootOf = (subject: string): string => subject.split('/', 1)[0] ?? subject;
