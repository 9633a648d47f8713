/** What the server that is killed and the one that looks after it have in common. */
export const personConfig = {
  models: {
    churn: {
      task: 'binary',
      prediction: 'prediction',
      label: 'label',
      personal: { subject: 'customer', columns: ['email'] },
    },
  },
};
