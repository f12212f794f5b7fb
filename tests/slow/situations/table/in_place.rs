//! What happens to the files in place, exports, and reports over rosters.

use crate::situations::model::{Night, Situation, Step, Verdict, edit, either, fine, heard, made, night, night_of, put, refused, right, rows, run, situation, start};
use crate::situations::people::{A, B, C, Phone, crowd, phone, plain, team};

pub fn all() -> Vec<Situation> {
    let mut table = files_in_place();
    table.extend(exports());
    table.extend(reports());
    table
}

/// What happens to the files in place.
fn files_in_place() -> Vec<Situation> {
    let file = "out/7C2F80123456.xml";
    let damaged = |name: &str, step: Step| {
        situation(format!("file in place: {name}"), [start("abf"), night(rows(&["{a}", "{b}", "{f}"]), "abf", refused("*", "")).before(step)])
    };
    let cut = |text: &str| text[..text.len() / 2].to_owned();
    let by_hand = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame><Provider><MAC_ADDRESS value="7C2F80123456"/><PROFILE_NAME class="string" value="N720"/>
<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[4].ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="1"/>
<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[4].aucS_SIP_USER_ID[0]" class="symb_item" value='"202"'/>
<SYMB_ITEM ID="BS_Accounts.astAccounts[4].aucHandsetCode[0]" class="symb_item" value="0x02,0xB6,0xEC,0x8A,0xA5"/>
<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[7].ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="1"/>
<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[7].aucS_SIP_USER_ID[0]" class="symb_item" value='"201"'/>
<SYMB_ITEM ID="BS_Accounts.astAccounts[7].aucHandsetCode[0]" class="symb_item" value="0x02,0x9E,0x74,0xA5,0x99"/>
</Provider></ProviderFrame>
"#;
    let item = |id: &str, value: &str| format!("<SYMB_ITEM ID=\"{id}\" class=\"symb_item\" value='{value}'/>\n");
    let without_phone = by_hand.replace("0x02,0xB6,0xEC,0x8A,0xA5", "0x00,0x00,0x00,0x00,0x00").replace("astAccounts[7]", "astAccounts[70]").replace("astVoipAccounts[7]", "astVoipAccounts[70]").replace("\"201\"", "\"299\"").replace("0x9E,0x74", "0x9E,0x75");
    let switched_off = by_hand.replace("[7].ucB_SIP_ACCOUNT_IS_ACTIVE_1\" class=\"symb_item\" value=\"1\"", "[7].ucB_SIP_ACCOUNT_IS_ACTIVE_1\" class=\"symb_item\" value=\"0\"");
    let phone_twice = by_hand.replace("0x02,0xB6,0xEC,0x8A,0xA5", "0x02,0x9E,0x74,0xA5,0x99");
    let item_twice = by_hand.replace("</Provider>", &(item("BS_Accounts.astAccounts[4].aucHandsetCode[0]", "0x02,0xA7,0xF0,0x5B,0x3C") + "</Provider>"));
    vec![
        damaged("cut off in the middle", edit(file, cut)),
        damaged("empty", put(file, "")),
        damaged("of zeros", put(file, "\0".repeat(4096))),
        damaged("a web page", put(file, "<html><body>login</body></html>")),
        damaged("names another base", edit(file, |text| text.replace(A, C))),
        damaged("a copy of the other base's", Box::new(|directory| {
            let out = directory.join("out");
            std::fs::copy(out.join(format!("{B}.xml")), out.join(format!("{A}.xml"))).unwrap();
        })),
        situation("file in place: cut off, and restored a night later", [
            start("abf"),
            night(rows(&["{a}", "{b}", "{f}"]), "abf", refused("*", "")).before(Box::new(|directory| {
                let path = directory.join("out/7C2F80123456.xml");
                std::fs::copy(&path, directory.join("backup")).unwrap();
                std::fs::write(path, "<").unwrap();
            })),
            night(rows(&["{b}", "{a}", "{f}"]), "abf", right()).before(Box::new(|directory| {
                std::fs::copy(directory.join("backup"), directory.join("out/7C2F80123456.xml")).unwrap();
            })),
        ]),
        situation("file in place: made by hand, positions 5 and 8", [
            night(rows(&["{a}", "{b}", "{c}"]), [phone('a').at(8), phone('b').at(5), phone('c')], fine()).before(put(file, by_hand)),
        ]),
        situation("file in place: made by hand, two swap phones", [
            night(rows(&["201,{a:p},Anna Berg,{b:i},{A}", "202,{b:p},Bo Roe,{a:i},{A}"]), [phone('a').ipui(&phone('b').ipui).at(5), phone('b').ipui(&phone('a').ipui).at(8)], fine()).before(put(file, by_hand)),
        ]),
        situation("file in place: made by hand, an account without a phone at position 5", [
            night(rows(&["{a}", "{b}"]), [phone('a'), phone('b').at(5)], fine()).before(put(file, without_phone)),
        ]),
        situation("file in place: made by hand, an account that is off but has a phone", [
            night(rows(&["{a}", "{b}"]), [phone('a').at(8), phone('b').at(5)], fine()).before(put(file, switched_off)),
        ]),
        situation("file in place: made by hand, one phone at two positions", [
            night(rows(&["{a}", "{b}", "{c}"]), [phone('a').unsure(), phone('b').unsure(), phone('c').unsure()], heard("")).before(put(file, phone_twice)),
        ]),
        situation("file in place: made by hand, an item twice with two values", [
            night(rows(&["{a}", "{b}"]), [phone('a').unsure(), phone('b').unsure()], heard("")).before(put(file, item_twice)),
        ]),
        situation("file in place: its name is in small letters", [
            start("abc"),
            night(rows(&["{c}", "{d}", "{b}", "{a}"]), "abcd", either("")).before(Box::new(|directory| {
                let out = directory.join("out");
                std::fs::rename(out.join("7C2F80123456.xml"), out.join("7c2f80123456.xml")).unwrap();
            })),
        ]),
        situation("file in place: its name is in small letters, and the first person left", [
            start("abc"),
            night(rows(&["{c}", "{b}"]), "bc", either("")).before(Box::new(|directory| {
                let out = directory.join("out");
                std::fs::rename(out.join("7C2F80123456.xml"), out.join("7c2f80123456.xml")).unwrap();
            })),
        ]),
        situation("file in place: an older backup without Bo", [
            start("a"), night_of(&team("ab"), right()).before(Box::new(|directory| {
                std::fs::copy(directory.join("out/7C2F80123456.xml"), directory.join("backup")).unwrap();
            })),
            night_of(&team("ab"), fine()).before(Box::new(|directory| {
                std::fs::copy(directory.join("backup"), directory.join("out/7C2F80123456.xml")).unwrap();
            })),
        ]),
        situation("file in place: a stranger's XML beside it", [start("ab"), night_of(&team("ab"), fine()).before(put("out/notes.xml", "<notes/>"))]),
        situation("file in place: a half file of another program beside it", [start("ab"), night_of(&team("ab"), fine()).before(put("out/.7C2F80123456.xml.swp", "x"))]),
        situation("file in place: the same base in small letters too", [
            start("ab"),
            night(rows(&["{a}", "{b}"]), "ab", heard("")).before(Box::new(|directory| {
                let out = directory.join("out");
                std::fs::copy(out.join("7C2F80123456.xml"), out.join("7c2f80123456.xml")).unwrap();
            })),
        ]),
        situation("file in place: has Bo on another base that no row names", [
            start("abf"), night(rows(&["{a}", "{b}", "207,{g:p},Gus Timm,{f:i},{A}"]), vec![phone('a'), phone('b'), phone('f').unsure()], heard("")),
        ]),
    ]
}

/// The way back: an export is edited and built.
fn exports() -> Vec<Situation> {
    vec![
        situation("export: nothing changed", [start("abf"), night(made("back.csv"), "abf", right()).before(run("export out --to back.csv"))]),
        situation("export: two swap phones", [
            start("abc"),
            night(made("back.csv"), vec![phone('a').ipui(&phone('b').ipui), phone('b').ipui(&phone('a').ipui), phone('c')], right())
                .before(run("export out --to back.csv")).before(edit("back.csv", swap_ipuis)),
        ]),
        situation("export: six pairs swap phones", six_pairs()),
        situation("export: one is renumbered, the login follows", [
            start("abc"),
            night(made("back.csv"), vec![phone('a'), phone('b').extension("302"), phone('c')], fine())
                .before(run("export out --to back.csv")).before(edit("back.csv", |text| text.replacen("202", "302", 1))),
        ]),
        situation("export: a login of one's own stays", [
            night("{H},login\n{a},\n{b},sip-bo\n", [phone('a'), phone('b').login("sip-bo")], right()),
            night(made("back.csv"), [phone('a'), phone('b').login("sip-bo")], right()).before(run("export out --to back.csv")),
        ]),
        situation("export: a mailbox stays", [
            night("{H},voicemail\n{a},\n{b},*98\n", [phone('a'), phone('b').mailbox("*98")], right()),
            night(made("back.csv"), [phone('a'), phone('b').mailbox("*98")], right()).before(run("export out --to back.csv")),
        ]),
        situation("export: sorted by name", [
            start("abc"), night(made("back.csv"), "abc", right()).before(run("export out --to back.csv")).before(edit("back.csv", |text| {
                let (head, rest) = text.split_once('\n').unwrap();
                let mut rows: Vec<&str> = rest.lines().collect();
                rows.reverse();
                format!("{head}\n{}\n", rows.join("\n"))
            })),
        ]),
        situation("export: with positions, nothing changed", [start("abf"), night(made("back.csv"), "abf", right()).before(run("export out --positions --to back.csv"))]),
        situation("export: a phone moved to the other base", [
            start("abf"), night(made("back.csv"), vec![phone('a'), phone('b').on(B), phone('f')], fine()).before(run("export out --to back.csv"))
                .before(edit("back.csv", |text| text.lines().map(|line| if line.contains("Bo Roe") { line.replace(A, B) + "\n" } else { line.to_owned() + "\n" }).collect())),
        ]),
        situation("export: a new row in front", [
            start("bc"), night(made("back.csv"), "abc", right()).before(run("export out --to back.csv"))
                .before(edit("back.csv", add_anna)),
        ]),
        situation("export: after one left and another took the place", [
            start("abc"), night_of(&team("ac"), fine()), night_of(&team("acd"), right()), night(made("back.csv"), "acd", right()).before(run("export out --to back.csv")),
        ]),
        situation("export: to a workbook, nothing changed", [start("abf"), night(made("back.xlsx"), "abf", right()).before(run("export out --to back.xlsx"))]),
    ]
}

/// Reports that would be written over a roster.
fn reports() -> Vec<Situation> {
    vec![
        situation("report: the marked workbook of last night is the roster", [
            start("abc"), night(made("marked.xlsx"), "abc", fine()).before(run("build roster.csv --out out --report marked.xlsx")),
        ]),
        situation("report: the marked workbook of a night with a mistake is the roster", [
            start("abc"),
            night(rows(&["{a}", "202,,Bo Roe,{b:i},{A}", "{c}"]), "abc", refused("missing-value", "B3")),
            night(made("marked.xlsx"), "abc", refused("missing-value", "")).before(Box::new(|directory| {
                let mut build = crate::situations::play::program_in(directory);
                build.args(["build", "roster.csv", "--out", "out", "--report", "marked.xlsx"]).output().unwrap();
            })),
        ]),
        situation("init: an empty roster, filled in", [
            night(made("new.csv"), "ab", right()).before(run("init new.csv")).before(edit("new.csv", |text| fill_in(text, "ab"))),
        ]),
        situation("init: an empty roster, not filled in", [start("ab"), night(made("new.csv"), "ab", refused("*", "")).before(run("init new.csv"))]),
        situation("init: an empty workbook, not filled in", [start("ab"), night(made("new.xlsx"), "ab", refused("*", "")).before(run("init new.xlsx"))]),
        situation("report: the roster is the report in the output directory", [
            start("ab"), night(made("out/report.csv"), "ab", Verdict::Usage("report.csv")).usual_report().before(put("out/report.csv", plain(&team("ab")))),
        ]),
        situation("report: the roster is named as the report, through another spelling", [
            start("ab"), night(made("out/../out/report.csv"), "ab", Verdict::Usage("report.csv")).usual_report().before(put("out/report.csv", plain(&team("ab")))),
        ]),
        situation("report: the roster is a link to the report", [
            start("ab"), night(made("liste.csv"), "ab", Verdict::Usage("report.csv")).usual_report().before(put("out/report.csv", plain(&team("ab"))))
                .before(Box::new(|directory| std::os::unix::fs::symlink("out/report.csv", directory.join("liste.csv")).unwrap())),
        ]),
        situation("report: the roster is the report that was asked for", [
            start("ab"), night(rows(&["{a}", "{b}"]), "ab", Verdict::Usage("roster.csv")).usual_report().with("--report roster.csv"),
        ]),
        situation("report: another roster of the run is the report", [
            start("ab"), night(made("roster.csv out/report.csv"), "ab", Verdict::Usage("report.csv")).usual_report().before(put("out/report.csv", plain(&team("f")))),
        ]),
        situation("report: the config is the report", [
            start("ab"), night(rows(&["{a}", "{b}"]), "ab", Verdict::Usage("")).usual_report().config("").with("--config conf.csv --report conf.csv").before(put("conf.csv", "")),
        ]),
        situation("report: the roster is the report of the shard", [
            start("ab"), night(made("out/report-1-of-2.csv"), "ab", Verdict::Usage("report")).usual_report().with("--shard 1/2").before(put("out/report-1-of-2.csv", plain(&team("ab")))),
        ]),
    ]
}

fn swap_ipuis(text: &str) -> String {
    let (a, b) = (phone('a').ipui, phone('b').ipui);
    text.replace(&a, "?").replace(&b, &a).replace('?', &b)
}

fn six_pairs() -> [Night; 2] {
    let site = crowd(300, 12, A);
    let swapped: Vec<Phone> = (0..12).map(|at| site[at].clone().ipui(&site[at ^ 1].ipui)).collect();
    let texts: Vec<(String, String)> = site.chunks(2).map(|pair| (pair[0].ipui.clone(), pair[1].ipui.clone())).collect();
    let swap = move |text: &str| {
        texts.iter().fold(text.to_owned(), |text, (a, b)| text.replace(a.as_str(), "?").replace(b.as_str(), a).replace('?', b))
    };
    let second = night(made("back.csv"), swapped, fine()).with("--max-reassign 100%").before(run("export out --to back.csv")).before(edit("back.csv", swap));
    [start(site), second]
}

/// A row for Anna below the header, with the columns that an export has.
fn add_anna(text: &str) -> String {
    let (head, rest) = text.split_once('\n').unwrap();
    fill_in(head, "a") + rest
}

/// The header of a text, and rows of these people with its columns.
fn fill_in(text: &str, people: &str) -> String {
    let head = text.lines().next().unwrap();
    let mut filled = format!("{head}\n");
    for person in team(people) {
        let cell = |header: &str| match header.trim().trim_start_matches('\u{feff}') {
            "extension" => person.extension.clone(),
            "password" => person.password.clone(),
            "display_name" => person.name.clone(),
            "ipui" => person.ipui.clone(),
            "base_mac" => person.base.clone(),
            _ => String::new(),
        };
        let row: Vec<String> = head.split(',').map(cell).collect();
        filled += &(row.join(",") + "\n");
    }
    filled
}
