/** Lists usual first names of several countries, without accents: a column of people's names contains some of them. */
export const FIRST_NAMES: ReadonlySet<string> = new Set(
  `james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven
  paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan
  stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose
  adam nathan henry peter mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret
  sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia
  kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine rachel olivia sophia mia
  hans klaus jurgen gunter heinz werner wolfgang dieter horst manfred uwe stefan andreas thomas markus matthias sebastian tobias
  florian lukas leon felix maximilian moritz jan jonas finn elias noah ursula monika petra sabine renate helga karin brigitte
  ingrid erika claudia susanne gabriele birgit heike katrin sandra nadine lena hannah lea marie julia katharina johanna greta
  jean pierre michel andre philippe alain jacques bernard marcel daniel roger francois nicolas julien antoine louis hugo lucas
  jeanne francoise monique catherine nathalie isabelle sylvie camille chloe manon lea louise
  antonio jose manuel francisco juan javier carlos miguel jesus pedro alejandro luis fernando sergio pablo jorge alberto
  rafael diego alvaro raul enrique maria carmen ana isabel dolores pilar teresa josefa cristina lucia elena paula marta sofia
  rosa beatriz guadalupe juana alejandra gabriela veronica
  giuseppe giovanni mario luigi angelo vincenzo salvatore francesco marco alessandro andrea matteo lorenzo luca giulia chiara
  giovanna francesca rosa angela lucia paola
  jan andrzej piotr krzysztof stanislaw tomasz pawel jozef marcin marek michal grzegorz jerzy tadeusz adam lukasz zbigniew
  ryszard jakub mateusz wojciech anna maria katarzyna malgorzata agnieszka krystyna barbara ewa elzbieta zofia janina teresa
  magdalena joanna monika danuta jadwiga irena halina helena karolina aleksandra
  joao antonio jose paulo carlos pedro lucas rafael bruno gustavo tiago ricardo ana francisca fernanda juliana mariana leticia
  willem hendrik cornelis johannes pieter gerrit dirk sander bram daan sem johanna wilhelmina cornelia femke sanne
  lars erik anders johan karl per nils ole bjorn sven mikael karin kristina birgitta astrid ingrid linnea freja
  mohammed muhammad ahmed ali hassan hussein omar ibrahim yusuf mustafa mehmet emre fatma ayse zeynep aisha fatima khadija
  rahul amit raj sanjay vijay anil sunil suresh ramesh priya anita sunita neha pooja deepak ravi arjun
  ivan dmitri sergei andrei alexei mikhail nikolai olga natalia tatiana elena irina svetlana anastasia
  wei li ming hiroshi takashi kenji yuki sakura nguyen minh linh
  alice bob charlie eva max tom tim sara nina lisa tina kurt otto fritz karl emil ida clara`.split(/\s+/),
);
