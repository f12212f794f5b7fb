use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Mobilteile", "Konten", "Basen", "Beispiel", "Anleitung"],
    columns: [
        ("Nebenstelle", "Die interne Nummer, zum Beispiel 201. Nullen am Anfang bleiben erhalten. An einer Basis darf es jede nur einmal geben."),
        ("SIP-Passwort", "Das SIP-Passwort des Kontos, genau wie in der Telefonanlage. Nicht nach unten ziehen: die letzte Ziffer würde weiterzählen."),
        ("Anzeigename", "Der Name, den Anrufer sehen, zum Beispiel Anna Berg."),
        ("IPUI", "Die Kennung des Mobilteils: zehn Zeichen von der Verpackung oder mit *#06# am Mobilteil, zum Beispiel 029E74A599. Die IPEI, 12 oder 13 Ziffern wie 10727 0304537 3, geht ebenso."),
        ("Basis", "Die Basis des Mobilteils: ihr Name aus dem Blatt Basen oder ihre MAC-Adresse, zwölf Zeichen wie 7C2F80123456. Eine MAC-Adresse nicht nach unten ziehen: die letzte Ziffer würde weiterzählen."),
        ("Anmeldename", "Der Name, mit dem sich das Konto anmeldet, wenn es nicht die Nebenstelle ist."),
        ("Position", "Die Nummer des SIP-Kontos auf der Webseite der Basis, 1 bis 100. Leer lassen: dann bleibt jedes Mobilteil, wo es ist, und ein neues bekommt den ersten freien Platz."),
        ("Mailbox-Nummer", "Die Nummer der Netz-Mailbox, zum Beispiel *2."),
        ("Anbieter-Index", "Die Nummer des SIP-Anbieters an der Basis, von 0 an gezählt. Für den ersten leer lassen."),
        ("Kontoname", "Der Name des Kontos in den Listen der Basis, wenn er nicht die Nebenstelle ist."),
        ("Basis-MAC", "Die MAC-Adresse vom Etikett der Basis (des DECT-Managers), zwölf Zeichen wie 7C2F80123456."),
        ("Name der Basis", "Ein Name für die Basis, zum Beispiel Hauptgebäude. Das Blatt Mobilteile darf ihn statt der MAC-Adresse nennen."),
        ("SIP-Server", "Die Adresse der Telefonanlage, zum Beispiel pbx.example."),
        ("Anmeldefenster-Beginn", "Ab wann die Basis neue Mobilteile annimmt: eine Zeit wie 2027-03-01 08:00, oder now (jetzt), oder none (nie)."),
        ("Anmeldefenster-Dauer", "Wie lange die Basis neue Mobilteile annimmt, zum Beispiel 20h oder 14d; 0 heißt immer."),
        ("Anmelde-PIN", "Die PIN für die Anmeldung von Hand, vier Ziffern wie 0000."),
    ],
    required: "Muss ausgefüllt sein.",
    optional: "Darf leer bleiben.",
    for_registering: "Für jedes Mobilteil ausfüllen, das sich selbst anmelden soll.",
    unless_account: "Nur ausfüllen, wenn das Blatt Konten keine Zeile für diese Nebenstelle hat.",
    goes_into: "Was hierher gehört:",
    refusals: [
        ("Das ist keine IPUI oder IPEI", "Eine IPUI hat 10 Zeichen, 0 bis 9 und A bis F, wie 029E74A599. Eine IPEI hat 12 Ziffern, mit Prüfziffer 13, wie 10727 0304537 3; eine Ziffer kann falsch sein. Mit der Verpackung vergleichen oder am Mobilteil *#06# drücken."),
        ("Das ist keine MAC-Adresse", "Eine MAC-Adresse hat 12 Zeichen, 0 bis 9 und A bis F, wie 7C2F80123456 oder 7C:2F:80:12:34:56. Sie steht auf dem Etikett der Basis."),
        ("Das ist keine Position", "Eine ganze Zahl von 1 bis 100 eingeben, die Nummer des SIP-Kontos auf der Webseite der Basis. Oder die Zelle leer lassen: dann findet das Programm die Position."),
    ],
    instructions: [
        ("", "Eine Zeile pro Mobilteil, pro Konto der Telefonanlage und pro Basis, jede in ihrem Blatt. Spalten mit Stern müssen ausgefüllt sein. Konten und Basen dürfen leer bleiben: dann gehören Passwort und MAC-Adresse ins Blatt Mobilteile. Dieses Blatt und das Beispiel werden nicht gelesen."),
        ("Kopieren", "Von anderswo nur die Werte einfügen (Inhalte einfügen, unformatierter Text): sonst sind die Spalten kein Text mehr, und Nullen am Anfang gehen verloren."),
        ("Weitere Spalten", "Rechts im Blatt Mobilteile sind eigene Spalten möglich, zum Beispiel Raum; sie bleiben erhalten. Im Blatt Basen ist eine eigene Spalte eine Einstellung dieses Namens."),
        ("Prüfen", "dect-roster check DATEI.xlsx --report BERICHT.xlsx\nDer Bericht ist diese Mappe noch einmal, mit jeder fehlerhaften Zelle markiert."),
        ("Passwörter", "Die ausgefüllte Datei enthält Passwörter: nicht liegen lassen, wo andere sie lesen können."),
    ],
};
