use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Handsets", "Accounts", "Basisstations", "Voorbeeld", "Uitleg"],
    columns: [
        ("Toestelnummer", "Het interne nummer, bijvoorbeeld 201. Nullen aan het begin blijven staan. Op één basisstation mag elk nummer maar één keer voorkomen."),
        ("SIP-wachtwoord", "Het SIP-wachtwoord van het account, precies zoals in de telefooncentrale. Niet omlaag slepen: het laatste cijfer zou doortellen."),
        ("Weergavenaam", "De naam die bellers zien, bijvoorbeeld Anna Berg."),
        ("IPUI", "De identiteit van de handset: tien tekens van de verpakking, of met *#06# op de handset, bijvoorbeeld 029E74A599. De IPEI, 12 of 13 cijfers zoals 10727 0304537 3, is ook goed."),
        ("Basisstation", "Het basisstation van de handset: de naam uit het blad Basisstations, of het MAC-adres, twaalf tekens zoals 7C2F80123456. Een MAC-adres niet omlaag slepen: het laatste cijfer zou doortellen."),
        ("SIP-gebruikersnaam", "De naam waarmee het account zich aanmeldt, als dat niet het toestelnummer is."),
        ("Positie op de basis", "Het nummer van het SIP-account op de webpagina van het basisstation, 1 tot 100. Laat het leeg: dan blijft elke handset waar hij is, en een nieuwe krijgt de eerste vrije plaats."),
        ("Voicemailnummer", "Het nummer van de voicemail, bijvoorbeeld *2."),
        ("Aanbieder", "Het nummer van de SIP-aanbieder op het basisstation, geteld vanaf 0. Laat het leeg voor de eerste."),
        ("Accountnaam", "De naam van het account in de lijsten van het basisstation, als dat niet het toestelnummer is."),
        ("MAC basisstation", "Het MAC-adres op het etiket van het basisstation (de DECT-manager), twaalf tekens zoals 7C2F80123456."),
        ("Naam basis", "Een naam voor het basisstation, bijvoorbeeld Hoofdkantoor. Het blad Handsets mag die gebruiken in plaats van het MAC-adres."),
        ("SIP-server", "Het adres van de telefooncentrale, bijvoorbeeld pbx.example."),
        ("Begin van het venster", "Vanaf wanneer het basisstation nieuwe handsets aanneemt: een tijd zoals 2027-03-01 08:00, of now (nu), of none (nooit)."),
        ("Duur van het venster", "Hoe lang het basisstation nieuwe handsets aanneemt, bijvoorbeeld 20h of 14d; 0 is altijd."),
        ("PIN", "De pincode om een handset met de hand aan te melden, vier cijfers zoals 0000."),
    ],
    required: "Moet ingevuld zijn.",
    optional: "Mag leeg blijven.",
    for_registering: "Invullen voor elke handset die zich vanzelf moet aanmelden.",
    unless_account: "Alleen invullen als het blad Accounts geen regel voor dit toestelnummer heeft.",
    goes_into: "wat hier hoort:",
    refusals: [
        ("Dit is geen IPUI of IPEI", "Een IPUI heeft 10 tekens, 0 tot 9 en A tot F, zoals 029E74A599. Een IPEI heeft 12 cijfers, of 13 met het controlecijfer, zoals 10727 0304537 3; er kan een cijfer fout zijn. Vergelijk met de verpakking, of toets *#06# op de handset."),
        ("Dit is geen MAC-adres", "Een MAC-adres heeft 12 tekens, 0 tot 9 en A tot F, zoals 7C2F80123456 of 7C:2F:80:12:34:56. Het staat op het etiket van het basisstation."),
        ("Dit is geen positie", "Typ een geheel getal van 1 tot 100, het nummer van het SIP-account op de webpagina van het basisstation. Of laat de cel leeg: dan vindt het programma de positie."),
    ],
    instructions: [
        ("", "Eén regel per handset, per account van de telefooncentrale en per basisstation, elk in het eigen blad. Kolommen met een sterretje moeten ingevuld zijn. Accounts en Basisstations mogen leeg blijven: dan horen wachtwoord en MAC-adres in Handsets. Dit blad en het voorbeeld worden niet gelezen."),
        ("Kopiëren", "Plak van elders alleen de waarden (Plakken speciaal, niet-opgemaakte tekst): anders zijn de kolommen geen tekst meer, en gaan nullen aan het begin verloren."),
        ("Meer kolommen", "Rechts in Handsets mogen eigen kolommen staan, zoals Kamer; ze blijven bewaard. In Basisstations is een eigen kolom een instelling met die naam."),
        ("Controleren", "dect-roster check BESTAND.xlsx --report RAPPORT.xlsx\nHet rapport is deze werkmap nog een keer, met elke foute cel gemarkeerd."),
        ("Wachtwoorden", "Het ingevulde bestand bevat wachtwoorden: laat het niet liggen waar anderen het kunnen lezen."),
    ],
};
