use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Terminali", "Account", "Basi", "Esempio", "Istruzioni"],
    columns: [
        ("Interno", "Il numero interno, per esempio 201. Gli zeri iniziali restano. Su una base ogni numero può esserci una volta sola."),
        ("Password SIP", "La password SIP dell'account, esattamente come nel centralino. Non trascinarla verso il basso: l'ultima cifra aumenterebbe."),
        ("Nome visualizzato", "Il nome che vede chi riceve la chiamata, per esempio Anna Berg."),
        ("IPUI", "L'identità del terminale: dieci caratteri sulla confezione, o con *#06# sul terminale, per esempio 029E74A599. Va bene anche l'IPEI, 12 o 13 cifre come 10727 0304537 3."),
        ("Base", "La base del terminale: il suo nome dal foglio Basi, o il suo indirizzo MAC, dodici caratteri come 7C2F80123456. Non trascinare un indirizzo MAC verso il basso: l'ultima cifra aumenterebbe."),
        ("Utente SIP", "Il nome con cui l'account accede, se non è l'interno."),
        ("Posizione sulla base", "Il numero dell'account SIP sulla pagina web della base, da 1 a 100. Lasciare vuoto: ogni terminale resta dov'è, e uno nuovo prende il primo posto libero."),
        ("Segreteria telefonica", "Il numero della segreteria, per esempio *2."),
        ("Fornitore", "Il numero del fornitore SIP sulla base, contato da 0. Lasciare vuoto per il primo."),
        ("Nome account", "Il nome dell'account negli elenchi della base, se non è l'interno."),
        ("MAC della base", "L'indirizzo MAC sull'etichetta della base (il DECT manager), dodici caratteri come 7C2F80123456."),
        ("Nome della base", "Un nome per la base, per esempio Sede. Il foglio Terminali può usarlo al posto dell'indirizzo MAC."),
        ("Server SIP", "L'indirizzo del centralino, per esempio pbx.example."),
        ("Inizio della finestra", "Da quando la base accetta nuovi terminali: una data come 2027-03-01 08:00, o now (adesso), o none (mai)."),
        ("Durata della finestra", "Per quanto tempo la base accetta nuovi terminali, per esempio 20h o 14d; 0 è sempre."),
        ("PIN", "Il PIN per registrare un terminale a mano, quattro cifre come 0000."),
    ],
    required: "Da compilare sempre.",
    optional: "Può restare vuoto.",
    for_registering: "Da compilare per ogni terminale che deve registrarsi da solo.",
    unless_account: "Da compilare solo se il foglio Account non ha una riga per questo interno.",
    goes_into: "che cosa va qui:",
    refusals: [
        ("Non è un IPUI o IPEI", "Un IPUI ha 10 caratteri, da 0 a 9 e da A a F, come 029E74A599. Un IPEI ha 12 cifre, o 13 con quella di controllo, come 10727 0304537 3; una cifra può essere sbagliata. Confrontare con la confezione, o premere *#06# sul terminale."),
        ("Non è un indirizzo MAC", "Un indirizzo MAC ha 12 caratteri, da 0 a 9 e da A a F, come 7C2F80123456 o 7C:2F:80:12:34:56. È sull'etichetta della base."),
        ("Non è una posizione", "Scrivere un numero intero da 1 a 100, quello dell'account SIP sulla pagina web della base. O lasciare vuota la cella: la posizione la trova il programma."),
    ],
    instructions: [
        ("", "Una riga per terminale, per account del centralino e per base, ognuna nel suo foglio. Le colonne con l'asterisco sono obbligatorie. Account e Basi possono restare vuoti: password e indirizzo MAC vanno allora in Terminali. Questo foglio e l'esempio non vengono letti."),
        ("Copiare", "Incollare solo i valori (Incolla speciale, testo non formattato): altrimenti le colonne non sono più testo, e gli zeri iniziali si perdono."),
        ("Altre colonne", "A destra in Terminali si possono aggiungere colonne proprie, per esempio Stanza; restano. In Basi una colonna propria è un'impostazione con quel nome."),
        ("Controllare", "dect-roster check FILE.xlsx --report RAPPORTO.xlsx\nIl rapporto è questa stessa cartella, con ogni cella errata evidenziata."),
        ("Password", "Il file compilato contiene password: non lasciarlo dove altri possono leggerlo."),
    ],
};
