/**
 * Long passwords that whoever guesses tries first: sentences, walks over the keyboard, and short favourites with what
 * people add to make them longer. A list of our own; it is no list of passwords that leaked.
 */
const sentences = `
iloveyouforever iloveyousomuch letmeinplease letmeinletmein openthedoor opensesame1234 correcthorsebatterystaple
correct horse battery staple thisismypassword thisisapassword thisismysecret mypasswordis123 mypassword123 mysecretpassword
donttellanyone nobodyknowsthis trustno1trustno1 changemeplease changeme12345 changeme1234 changemechangeme
pleasechangeme defaultpassword defaultpassword1 temporarypassword temppassword1 temppassword123 initialpassword
adminadminadmin administrator administrator1 administrator123 adminpassword adminpassword1 adminpassword123 admin1234567890
rootpassword rootrootroot rootroot1234 superuser1234 supersecret123 supersecretpassword secretsecret secretsecret123
testtesttest testpassword testpassword1 testpassword123 userpassword1 guestguest123 welcome12345 welcome123456
welcomewelcome welcometoworld passwordpassword password12345 password123456 password1234 password1234567 password12345678
password123456789 passw0rd1234 passw0rd12345 p@ssw0rd1234 p@ssword12345 p@ssword1234 pa$$word1234 password!234
password2020 password2021 password2022 password2023 password2024 password2025 password2026 password2027
summer202400 summer2024!! summer2025!! summer2026!! winter2024!! winter2025!! winter2026!! spring2025!! spring2026!!
autumn2025!! autumn2026!! football1234 football12345 baseball1234 baseball12345 basketball1 basketball12 basketball123
hockeyhockey soccersoccer liverpoolfc1 manchesterunited chelseachelsea arsenalarsenal barcelona1234 realmadrid123
starwars1234 starwars12345 pokemon12345 pokemon123456 superman1234 superman12345 batmanbatman spiderman123 spiderman1234
princess1234 princess12345 sunshine1234 sunshine12345 butterfly123 butterfly1234 chocolate123 chocolate1234
michaeljackson michael12345 michelle1234 jennifer1234 christopher1 christopher12 elizabeth123 alexander123 alexandra123
monkeymonkey monkey123456 dragondragon dragon123456 shadowshadow shadow123456 mastermaster master123456 killerkiller
computer1234 computer12345 internet1234 internet12345 samsung12345 google123456 facebook1234 whatever1234 whateverwhatever
iamthebest123 iamtheking123 helloworld123 helloworld1234 hellohello123 hello1234567 goodmorning1 goodmorning123 goodbyeworld
ilovemyfamily ilovemydaughter ilovejesus123 jesuschrist1 jesusislord1 godisgood123 inthebeginning happybirthday happybirthday1
tobeornottobe tobeornottobethatisthequestion maytheforcebewithyou winteriscoming winteriscoming1 thequickbrownfox
lorem ipsum dolor loremipsumdolor pitwallpitwall pitwall12345 pitwall123456 pitwallpassword pitwalladmin pitwalladmin1
monitoring123 monitoring1234 machinelearning machinelearning1 datascience123 datascientist courtside123 courtside1234
`;

const walks = `
qwertyuiop[] qwertyuiop12 qwertyuiop123 qwertyuiop1234567890 qwertyuiopasdfghjkl qwertyqwerty qwerty123456 qwerty1234567
qwerty12345678 qwerty123456789 qwertz123456 qwertzuiop12 qwertzuiop123 azertyuiop12 azertyuiop123 azerty123456
asdfghjkl123 asdfghjkl1234 asdfghjklzxcvbnm asdfasdfasdf asdf12345678 zxcvbnm12345 zxcvbnm123456 zxcvbnmzxcvbnm
1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz1qaz1qaz qazwsxedcrfv qazwsxedc123 qazwsx123456 zaq12wsxcde3 zaq1zaq1zaq1
1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1q2w3e4r1q2w q1w2e3r4t5y6 q1w2e3r4t5y6u7i8 abcdefghijkl abcdefghijklm abcdefghijklmnop
abcdefghijklmnopqrstuvwxyz abcd12345678 abcd1234abcd abc123abc123 abc123456789 abcabcabcabc a1b2c3d4e5f6 a1s2d3f4g5h6
aa1234567890 aa12345678910 q123456789012 !qaz2wsx3edc !@#$%^&*()_+ 1234qwerasdf 1234qwerasdfzxcv qwer1234asdf
123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 1234567890987654321 123456123456 123456654321
123412341234 123123123123 121212121212 112233445566 111222333444 102030405060 147258369147 159753159753 159357159357
987654321098 0987654321098 098765432109 9876543210987 012345678910 0123456789012 01234567890123 123456789abc 123456789qwe
123456qwerty 123456abcdef 1234567890ab 1234567890qwerty 314159265358 3141592653589 271828182845 deadbeefdeadbeef
`;

const listed = new Set(
  [...sentences.split('\n'), ...walks.split('\n')].flatMap((line) => [line.trim(), ...line.trim().split(' ')]),
);

/** Also where only the case differs, and where one short text is said again and again. */
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  return listed.has(plain) || /^(.{1,4})\1+.{0,3}$/s.test(plain);
}
