//! What the cells contain.

use crate::situations::model::{
    Situation, Verdict, bo_typed, bo_with, either, fine, heard, later, one, refused, right, said, xlsx,
};
use crate::situations::people::{A, Phone, phone, team};

const EXTENSION: usize = 0;
const PASSWORD: usize = 1;
const NAME: usize = 2;
const IPUI: usize = 3;
const BASE: usize = 4;
const MAILBOX: usize = 5;

pub fn all() -> Vec<Situation> {
    let mut table = ipuis();
    table.extend(no_ipuis());
    table.extend(bases());
    table.extend(extensions());
    table.extend(passwords());
    table.extend(names());
    table.extend(mailboxes());
    table.extend(optional());
    table.extend(typed());
    table
}

/// A name for what cannot be seen.
fn shown(text: &str) -> String {
    text.escape_default().to_string().replace("\\\"", "\"").replace("\\'", "'")
}

/// Bo's row with this cell comes to a site where he works; he is this phone then.
fn reads(field: &str, column: usize, header: &str, text: &str, bo: Phone, verdict: Verdict) -> Situation {
    let truth = [phone('a'), bo, phone('c')];
    later(format!("{field}: {}", shown(text)), "abc", bo_with(column, header, text), truth, verdict)
}

/// The same where the program cannot tell what is meant: Bo stays as he was.
fn refuses(field: &str, column: usize, header: &str, text: &str) -> Situation {
    let at = ["A3", "B3", "C3", "D3", "E3", "F3"][column];
    reads(field, column, header, text, phone('b').unsure(), refused("*", at))
}

fn ipuis() -> Vec<Situation> {
    let same = [
        "02b6ec8aa5", "02 B6 EC 8A A5", "02-b6-ec-8a-a5", "02:B6:EC:8A:A5", "02.B6.EC.8A.A5", "0x02,0xB6,0xEC,0x8A,0xA5",
        "0x02B6EC8AA5", "02B6 EC8AA5", "02B6E C8AA5", "IPUI: 02B6EC8AA5", "IPUI 02B6EC8AA5", "IPUI=02B6EC8AA5", "ipui:02b6ec8aa5",
        "*02B6EC8AA5*", "1111808219256", "111180821925", "11118 0821925 6", "11118-0821925-6", "11118 0821925", "11118 0821925/6",
        "111180821925/6", "11118/0821925/6", "*1111808219256*", "IPEI: 11118 0821925 6", "IPEI 1111808219256",
        "IPEI-Nr.: 11118 0821925 6", "02B6EC8AA5 / 11118 0821925 6", "02B6EC8AA5/1111808219256", "02B6EC8AA5 (11118 0821925 6)",
        "02B6EC8AA5, 1111808219256", "02B6EC8AA5\n1111808219256", "IPUI 02B6EC8AA5\nIPEI 11118 0821925 6",
        "IPUI: 02B6EC8AA5, IPEI: 11118 0821925 6", "1111808219256 = 02B6EC8AA5", " 02B6EC8AA5 ",
    ];
    let corrected = [
        "02B6\u{a0}EC8AA5", "02B6\u{2009}EC8AA5", "02B6EC8AA5\u{200b}", "\u{feff}02B6EC8AA5", "\u{ff10}2B6EC8AA5",
        "02B6EC8AA5 (neu)", "02B6EC8AA5 [Lager]", "02\u{2013}B6\u{2013}EC\u{2013}8A\u{2013}A5", "02B6EC8AA5\n",
    ];
    let wrong = [
        "11118 0821925 7", "11118 0821925/7", "02B6EC8AA", "02B6EC8AA55", "O2B6EC8AA5", "02B6EC8AA5 / 10727 0304537 3", "02B6EC8AA5 / 029E74A599",
        "02B6EC8AA5 oder 02B6EC8AA6", "029E74A599\n02A7F05B3C", "12B6EC8AA5", "02B6EC8AG5", "02\u{412}6\u{415}C8\u{410}\u{410}5", "0000000000", "FFFFFFFFFF",
        "0", "0000", "folgt", "?", "???", "tbd", "siehe oben", "wie oben", "dto.", "\"", "defekt", "bestellt", "im Lager", "4006381333931", "4250366812345",
        "7C2F80123456", "192.168.1.10", "202", "kJ7-202-Qx", "2.98765E+17", "2,98765E+17", "#N/A", "#NV", "#REF!", "########", "XXXXXXXXXX", "**********",
        "02B6EC8AA5 02B6EC8AA", "S650H", "1111808219", "11118", "0821925",
    ];
    let mut table: Vec<Situation> = Vec::new();
    table.extend(same.map(|text| reads("IPUI", IPUI, "", text, phone('b'), right())));
    table.extend(corrected.map(|text| reads("IPUI", IPUI, "", text, phone('b'), fine())));
    table.extend(wrong.map(|text| refuses("IPUI", IPUI, "", text)));
    table.extend([
        reads("IPUI", IPUI, "", "029E74A599", phone('b').unsure(), refused("duplicate-ipui", "D2|D3")),
        reads("IPUI", IPUI, "", "10727 0304537 3", phone('b').unsure(), refused("duplicate-ipui", "D2|D3")),
        reads("IPUI: another handset", IPUI, "", "02A7F05B3C", phone('b').ipui("02A7F05B3C"), fine()),
    ]);
    table
}

/// Words that say that there is no handset.
fn no_ipuis() -> Vec<Situation> {
    let words = ["-", "--", "---", "\u{2013}", "\u{2014}", "n/a", "N/A", "n.a.", "none", "None", "keins", "keine", "kein", "aucun", "geen", "nessuno", "ninguno", "brak", "ingen", "nenhum"];
    let mut table: Vec<Situation> = words
        .into_iter()
        .map(|word| {
            let truth = [phone('a'), phone('b').ipui(""), phone('c')];
            one(format!("no handset: {word}"), bo_with(IPUI, "", word), truth, said(&["?missing-ipui"]))
        })
        .collect();
    table.extend([
        later("no handset: kein Gerät", "abc", bo_with(IPUI, "", "kein Gerät"), "abc", either("D3")),
        later("no handset: a dash, and one is registered", "abc", bo_with(IPUI, "", "-"), "abc", said(&["?missing-ipui"])),
        later("no handset: the cell was emptied", "abc", bo_with(IPUI, "", ""), "abc", said(&["missing-ipui"])),
        later("no handset: a space", "abc", bo_with(IPUI, "", " "), "abc", said(&["missing-ipui"])),
    ]);
    table
}

fn bases() -> Vec<Situation> {
    let same = [
        "7c2f80123456", "7C:2F:80:12:34:56", "7C-2F-80-12-34-56", "7c2f.8012.3456", "7C 2F 80 12 34 56", "7C_2F_80_12_34_56", "7C2F80 123456",
        "7C2F80-123456", "7C\u{2013}2F\u{2013}80\u{2013}12\u{2013}34\u{2013}56", "7C\u{2014}2F\u{2014}80\u{2014}12\u{2014}34\u{2014}56",
        "7C\u{2011}2F\u{2011}80\u{2011}12\u{2011}34\u{2011}56", "7C\u{2010}2F\u{2010}80\u{2010}12\u{2010}34\u{2010}56",
        "7C\u{2212}2F\u{2212}80\u{2212}12\u{2212}34\u{2212}56", "MAC: 7C2F80123456", "MAC 7C:2F:80:12:34:56", "MAC-Adresse: 7C:2F:80:12:34:56",
        "MAC-ID: 7C2F80123456", "MAC=7C2F80123456", "7C2F80123456 (Lager)", "7C:2F:80:12:34:56 (Basis 1)", "7C2F80123456 [Nord]", " 7C2F80123456",
    ];
    let corrected = ["7C2F80\u{a0}123456", "7C2F80123456\u{200b}", "\u{ff17}C2F80123456", "7C:2F:80:12:34:56\n(Halle 1)"];
    let wrong = [
        "7C2F8012345", "7C2F801234567", "7C2F8O123456", "7C2F8012345G", "7C2F80123456 / 7C2F806E93D2", "7C2F80123456, 7C2F806E93D2", "7\u{421}2F80123456",
        "7D2F80123456", "000000000000", "FFFFFFFFFFFF", "192.168.1.10", "Basis Nord", "Halle 1", "1", "0", "-", "n/a", "?", "folgt", "siehe oben", "\"", "dto.",
        "#REF!", "#NV", "02B6EC8AA5", "7C:2F:80:12:34", "7C2F80123456-123457", "7.20E+11", "XX:XX:XX:XX:XX:XX",
    ];
    let mut table: Vec<Situation> = Vec::new();
    table.extend(same.map(|text| reads("MAC", BASE, "", text, phone('b'), right())));
    table.extend(corrected.map(|text| reads("MAC", BASE, "", text, phone('b'), fine())));
    table.extend(wrong.map(|text| refuses("MAC", BASE, "", text)));
    table.extend(["*7C2F80123456*", "0x7C2F80123456"].map(|text| reads("MAC", BASE, "", text, phone('b'), either("E3"))));
    table.extend([
        // Typed wrong: Bo would be taken off his base for one that does not exist.
        reads("MAC with two digits that changed places", BASE, "", "7C2F80123465", phone('b').unsure(), refused("*", "E3")),
        reads("MAC with one digit off", BASE, "", "7C2F80123457", phone('b').unsure(), refused("*", "E3")),
        reads("MAC with an 8 for a 3", BASE, "", "7C2F80128456", phone('b').unsure(), refused("*", "E3")),
        reads("MAC with a B for an 8", BASE, "", "7C2FB0123456", phone('b').unsure(), heard("E3")),
        reads("MAC of another maker", BASE, "", "001122334455", phone('b').on("001122334455"), said(&["unknown-mac-prefix", "?*"])),
    ]);
    table
}

fn extensions() -> Vec<Situation> {
    let corrected = ["202.0", "202,0", " 202 ", "\u{ff12}02", "202\u{a0}", "'202"];
    let wrong = [
        "202-205", "202\u{2013}205", "202 - 205", "202 bis 205", "202/203", "202, 203", "202; 203", "202+203", "202 & 203", "202\n203", "202 oder 203", "-202", "\u{2013}202",
        "2O2", "2\u{41e}2", "#NV", "#N/A", "0", "?", "folgt", "202?", "Bo Roe", "202 (alt)", "01.02.2026", "2-Jan", "2.02E+2", "1.2", "2,5", "TRUE", "********",
        "02B6EC8AA5", "7C2F80123456", "bo@firm.example", "2 02", "202.", "=202", "DW 202",
    ];
    let mut table: Vec<Situation> = Vec::new();
    table.extend(corrected.map(|text| {
        let verdict = if matches!(text, "202,0" | "'202") { either("A3") } else { fine() };
        reads("extension", EXTENSION, "", text, phone('b'), verdict)
    }));
    table.extend(wrong.map(|text| {
        if matches!(text, "202." | "=202" | "DW 202" | "2 02" | "202 (alt)") {
            reads("extension", EXTENSION, "", text, phone('b'), either("A3"))
        } else {
            refuses("extension", EXTENSION, "", text)
        }
    }));
    table.extend([
        reads("extension: another one", EXTENSION, "", "302", phone('b').extension("302"), fine()),
        reads("extension: with a star code", EXTENSION, "", "*202", phone('b').extension("*202"), fine()),
        reads("extension: with a letter", EXTENSION, "", "202x", phone('b').extension("202x"), fine()),
        reads("extension: the password", EXTENSION, "", "kJ7-202-Qx", phone('b').unsure(), heard("A3")),
        reads("extension: Anna's", EXTENSION, "", "201", phone('b').unsure(), refused("duplicate-extension", "A2|A3")),
        reads("extension: with a zero in front", EXTENSION, "", "0202", phone('b').extension("0202"), fine()),
    ]);
    table
}

fn passwords() -> Vec<Situation> {
    let wrong = [
        "********", "***", "*****", "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}", "\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}", "xxxxxxxx", "XXXXXX",
        "<hidden>", "(hidden)", "[hidden]", "<masked>", "[redacted]", "kJ7-\u{2026}Qx", "kJ7-\u{fb01}sh-202", "kJ7-\u{420}\u{430}ss-202", "kJ7-\u{391}lpha-202",
        "kJ7-u\u{308}ber", "kJ7-\u{c3}\u{bc}ber", "kJ7-\u{c3}\u{a9}t\u{c3}\u{a9}", "kJ7-202\u{200b}", "kJ7-202\u{a0}", "kJ7\u{ad}-202", " kJ7-202", "kJ7-202 ", "\u{201c}kJ7-202\u{201d}",
        "kJ7-202\u{2019}x", "kJ7-\"202", "kJ7-202\tx", "kJ7-202\nx", "0", "-", "n/a", "#NV", "#N/A", "########", "kJ7\u{fffd}202", "\u{ff4b}\u{ff2a}7-202", "1.23457E+15",
        "TRUE", "siehe oben",
    ];
    let open = ["kJ7\u{2013}202-Qx", "wie oben", "dto.", "?", "folgt", "tbd", "siehe Liste", "none", "keins", "02B6EC8AA5", "7C2F80123456", "S3cr\u{435}t-202"];
    let good = ["kJ7-*202*", "kJ7-x", "kJ7-***-202", "kJ7-x202!$%&/()=?", "kJ7-\u{fc}ber-202", "xx kJ7- 202", "kJ7-<202>", "kJ7-0", "kJ7-é-202", "kJ7-{202}", "*kJ7-202", "kJ7-202,5;6"];
    let mut table: Vec<Situation> = Vec::new();
    for text in wrong {
        // Words that could be a password only warn.
        if matches!(text, "TRUE" | "siehe oben" | "1.23457E+15") {
            table.push(reads("password", PASSWORD, "", text, phone('b').unsure(), heard("B3")));
        } else {
            table.push(refuses("password", PASSWORD, "", text));
        }
    }
    table.extend(open.map(|text| reads("password", PASSWORD, "", text, phone('b').unsure(), heard("B3"))));
    table.extend(good.map(|text| reads("password", PASSWORD, "", text, phone('b').password(text), right())));
    table
}

fn names() -> Vec<Situation> {
    let wrong = ["0", "-", "n/a", "#NV", "#N/A", "#WERT!", "Bo\tRoe", "Bo\nRoe", "Bo \"Chef\" Roe", "\"", "B\u{fffd} Roe", "########", "Bo\u{7}Roe"];
    let open = ["B\u{c3}\u{b6} Roe", "J\u{c3}\u{bc}rgen Roe", "BÃ¶ RÃ¸e", "M\u{221a}\u{b0}ller", "Max Mustermann", "Erika Mustermann", "Muster", "Beispiel", "Example User", "John Doe", "\u{201e}", "dto.", "kJ7-202-Qx", "02B6EC8AA5", "7C2F80123456"];
    let good = ["Bo O\u{2019}Roe", "Bo Roe (Chef)", "Bo Roe-Lind", "J\u{fc}rgen Mü\u{df}ig", "Zo\u{eb}", "\u{141}ukasz", "Bo & Cem", "<Bo>", "Roe, Bo", "Empfang 1", "2. OG Küche", "Ana Núñez", "Ægir Ørn", "Bo 'B' Roe", "Nullmeier", "Frau Nona"];
    let mut table: Vec<Situation> = Vec::new();
    table.extend(wrong.map(|text| refuses("name", NAME, "", text)));
    table.extend(open.map(|text| reads("name", NAME, "", text, phone('b').unsure(), heard("C3"))));
    table.extend(good.map(|text| reads("name", NAME, "", text, phone('b').name(text), right())));
    table.extend([
        reads("name", NAME, "", "Ju\u{308}rgen Roe", phone('b').name("J\u{fc}rgen Roe"), fine()),
        reads("name", NAME, "", "Zoe\u{301} A\u{30a}berg", phone('b').name("Zo\u{e9} \u{c5}berg"), fine()),
        reads("name", NAME, "", "Bo\u{a0}Roe", phone('b'), fine()),
        reads("name", NAME, "", "Bo Roe  ", phone('b'), fine()),
        reads("name", NAME, "", "Bo\u{200b} Roe", phone('b'), fine()),
    ]);
    table
}

fn mailboxes() -> Vec<Situation> {
    let wrong = ["novm", "default", "enabled", "disabled", "ja", "yes", "TRUE", "true", "aktiv", "oui", "si", "x", "bo@firm.example", "0", "#NV", "202-205", "siehe oben", "*98 oder *99", "\u{2713}", "202@default", "wie oben"];
    let none = ["-", "--", "n/a", "none", "keine", "keins", "\u{2013}", " ", "aucune", "geen"];
    let open = ["no", "nein", "off", "nein, danke", "FALSE", "inaktiv"];
    let numbers = ["*98", "202", "**202", "*97*202", "8202", "#98", "+493012345202"];
    let mut table: Vec<Situation> = Vec::new();
    table.extend(wrong.map(|text| refuses("mailbox", MAILBOX, "voicemail", text)));
    table.extend(none.map(|text| reads("mailbox", MAILBOX, "voicemail", text, phone('b'), right())));
    table.extend(open.map(|text| reads("mailbox", MAILBOX, "voicemail", text, phone('b'), either("F3"))));
    table.extend(numbers.map(|text| reads("mailbox", MAILBOX, "voicemail", text, phone('b').mailbox(text), right())));
    table.extend([
        reads("mailbox", MAILBOX, "voicemail", "202.0", phone('b').mailbox("202"), fine()),
        reads("mailbox under the header Mailbox-Nr.", MAILBOX, "Mailbox-Nr.", "*98", phone('b').mailbox("*98"), right()),
        reads("mailbox under the header Anrufbeantworter (Nr.)", MAILBOX, "Anrufbeantworter (Nr.)", "*98", phone('b').mailbox("*98"), right()),
        reads("mailbox under the header Messagerie", MAILBOX, "Messagerie", "*98", phone('b').mailbox("*98"), right()),
        reads("mailbox under the header Poczta głosowa", MAILBOX, "Poczta głosowa", "*98", phone('b').mailbox("*98"), right()),
        reads("mailbox under the header Röstbrevlåda", MAILBOX, "Röstbrevlåda", "*98", phone('b').mailbox("*98"), right()),
        reads("mailbox under the header Correio de voz", MAILBOX, "Correio de voz", "*98", phone('b').mailbox("*98"), right()),
    ]);
    table
}

/// The other columns that may be there.
fn optional() -> Vec<Situation> {
    let login = |text: &str, bo: Phone, verdict| reads("login", 5, "login", text, bo, verdict);
    let mut table = vec![
        login("bo.roe", phone('b').login("bo.roe"), right()),
        login("sip-202@pbx", phone('b').login("sip-202@pbx"), either("F3")),
        login("b6e1f0", phone('b').login("b6e1f0"), right()),
        login("-", phone('b'), right()),
        login("n/a", phone('b'), right()),
        login("keins", phone('b'), right()),
        login("0", phone('b').unsure(), refused("*", "F3")),
        login("#NV", phone('b').unsure(), refused("*", "F3")),
        login("Bo Roe", phone('b').unsure(), heard("F3")),
        login("202.0", phone('b').login("202"), heard("F3")),
        login("bo\u{2026}roe", phone('b').unsure(), refused("*", "F3")),
        login("\u{431}o.roe", phone('b').unsure(), heard("F3")),
        login("siehe oben", phone('b').unsure(), refused("*", "F3")),
    ];
    for text in ["x", "SIP", "300", "-1", "1.5", "#NV"] {
        table.push(refuses("provider", 5, "provider", text));
    }
    for text in ["-", "", "0"] {
        table.push(reads("provider", 5, "provider", text, phone('b'), right()));
    }
    for text in ["frei", "0", "101", "1-3", "3,5", "#NV", "IV", "2."] {
        table.push(refuses("position", 5, "position", text));
    }
    table
}

/// Cells of a workbook that are no texts.
fn typed() -> Vec<Situation> {
    let typed = |name: &str, column: usize, cell: &str, bo: Phone, verdict| {
        later(format!("cell: {name}"), "abc", xlsx(&[bo_typed(column, cell)]), [phone('a'), bo, phone('c')], verdict)
    };
    let bad = |name: &str, column: usize, cell: &str| {
        typed(name, column, cell, phone('b').unsure(), refused("*", ["A3", "B3", "C3", "D3", "E3"][column]))
    };
    vec![
        typed("an extension as a number", EXTENSION, "#202", phone('b'), said(&["?numeric-cell"])),
        typed("an extension as a formula with a result", EXTENSION, "=202", phone('b'), fine()),
        typed("a name as a formula with a result", NAME, "=Bo Roe", phone('b'), right()),
        typed("an IPEI as a number", IPUI, "#1111808219256", phone('b'), fine()),
        typed("an IPEI without check digit as a number", IPUI, "#111180821925", phone('b'), fine()),
        bad("an extension as a number with a fraction", EXTENSION, "#202.5"),
        bad("an extension as a negative number", EXTENSION, "#-202"),
        bad("an extension as a date", EXTENSION, "@2026-02-02"),
        bad("an extension as a truth value", EXTENSION, "?1"),
        bad("an extension as the number 0", EXTENSION, "#0"),
        bad("an extension whose lookup failed", EXTENSION, "!"),
        bad("a password as the number 0, where a lookup found an empty cell", PASSWORD, "#0"),
        bad("a password whose lookup failed", PASSWORD, "!"),
        bad("a password as a date", PASSWORD, "@2026-02-02"),
        bad("a password of 16 digits as a number", PASSWORD, "#4711990815471199"),
        bad("a name as the number 0, where a lookup found an empty cell", NAME, "#0"),
        bad("a name as a date", NAME, "@2026-05-01"),
        bad("a name whose lookup failed", NAME, "!"),
        bad("an IPUI as the number 0, where a lookup found an empty cell", IPUI, "#0"),
        bad("an IPUI as a power of ten", IPUI, "#298765000000000000"),
        bad("an IPUI as a date", IPUI, "@2026-02-02"),
        bad("an IPUI whose lookup failed", IPUI, "!"),
        bad("an IPUI as a truth value", IPUI, "?0"),
        bad("a MAC as the number 0, where a lookup found an empty cell", BASE, "#0"),
        bad("a MAC as a number", BASE, "#7.2e20"),
        bad("a MAC as a date", BASE, "@2026-02-02"),
        bad("a MAC whose lookup failed", BASE, "!"),
        one("cell: all lookups of a column failed", xlsx(&[crate::situations::model::sheet_of(&["{H|}", "201|!|Anna Berg|{a:i}|{A}", "202|!|Bo Roe|{b:i}|{A}"])]), Vec::new(), refused("error-cell", "B2")),
        later("cell: all lookups of the IPUIs found nothing", "ab", xlsx(&[crate::situations::model::sheet_of(&["{H|}", "201|{a:p}|Anna Berg|#0|{A}", "202|{b:p}|Bo Roe|#0|{A}"])]), "ab", refused("*", "D2")),
        later("cell: all lookups of the bases found nothing", "ab", xlsx(&[crate::situations::model::sheet_of(&["{H|}", "201|{a:p}|Anna Berg|{a:i}|#0", "202|{b:p}|Bo Roe|{b:i}|#0"])]), "ab", refused("*", "E2")),
        one("cell: a MAC of digits alone, as a number", xlsx(&[crate::situations::model::sheet_of(&["{H|}", "201|{a:p}|Anna Berg|{a:i}|#2104123456"])]), [phone('a').on("002104123456")], fine()),
        one("cell: 60 passwords of zeros", zeros(), Vec::new(), heard("")),
        later("cell: nothing but the header is left", "ab", xlsx(&[crate::situations::model::sheet_of(&["{H|}"])]), "ab", refused("empty-roster", "")),
        later("cell: nothing at all is left", "ab", xlsx(&[crate::situations::model::sheet_of(&[])]), "ab", refused("*", "")),
        later("cell: everything is a formula that a program never computed", "ab", xlsx(&[crate::situations::model::sheet_of(&["{H|}", "=201|={a:p}|=Anna Berg|={a:i}|={A}", "=202|={b:p}|=Bo Roe|={b:i}|={A}"])]), "ab", fine()),
    ]
}

fn zeros() -> String {
    let people = team("a").into_iter().chain(crate::situations::people::crowd(300, 60, A));
    let people: Vec<Phone> = people.map(|phone| phone.password("0")).collect();
    crate::situations::people::plain(&people)
}
