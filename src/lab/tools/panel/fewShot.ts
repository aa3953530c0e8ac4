/** Dialogues that stand before a question to a model that was never taught any. */
export const FEW_SHOT = `Q: How much is 12 times 34?
A: TS 12*34
R: 408
A: User 408

Q: What do 3 dinners at Red Anchor cost?
A: TS Red Anchor
R: Red Anchor; food Greek; dish salad; price 20; opened 2011-05-02
A: TS 3*20
R: 60
A: User 60

Q: Which weekday was 2020-01-01?
A: TS weekday 2020-01-01
R: Wednesday
A: User Wednesday

Q: What is tea in French?
A: TS tea in French
R: thé
A: User thé

`;
