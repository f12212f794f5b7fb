//! Handsets that move between bases, and rows of which nobody knows whose they are.

use crate::situations::model::{Situation, Step, edit, fine, guarded, heard, later, night, night_of, put, refused, remove, right, rows, situation, start};
use crate::situations::people::{A, B, C, Phone, crowd, fill, phone, plain, team};

pub fn all() -> Vec<Situation> {
    let mut table = between_bases();
    table.extend(under_skip());
    table.extend(disputed());
    table.extend(new_bases());
    table
}

/// Handsets that move between bases, one of which is held.
fn between_bases() -> Vec<Situation> {
    let [a, b, f, g] = ['a', 'b', 'f', 'g'].map(phone);
    let bad_f = "206,,Fay Sand,{f:i},{B}";
    let moved = || [a.clone(), b.clone().on(B), f.clone(), g.clone()];
    let b_to_b = "202,{b:p},Bo Roe,{b:i},{B}";
    let a_to_b = "201,{a:p},Anna Berg,{a:i},{B}";
    let held = |name: &str, lines: &[&str], at: &'static str| {
        situation(name, [start("abfg"), night(rows(lines), moved(), refused("*", at)), night_of(&moved(), fine())])
    };
    let broken = |name: &str, step: fn() -> Step| {
        situation(name, [start("abfg"), night(rows(&["{a}", b_to_b, "{f}", "{g}"]), moved(), refused("*", "")).before(step())])
    };
    let file: &str = "out/7C2F806E93D2.xml";
    vec![
        situation("move: to another base", [start("abfg"), night_of(&moved(), fine())]),
        situation("move: to another base and back", [start("abfg"), night_of(&moved(), fine()), night_of(&team("abfg"), fine())]),
        situation("move: to a new base", [start("abf"), night_of(&[a.clone(), b.clone().on(C), f.clone()], fine())]),
        situation("move: all rows of a base name the other one", [start("abfg"), night(rows(&["{a}", "{b}", "206,{f:p},Fay Sand,{f:i},{A}", "207,{g:p},Gus Timm,{g:i},{A}"]), [a.clone(), b.clone(), f.clone().unsure(), g.clone().unsure()], heard(""))]),
        situation("move: two people change bases with each other", [start("abfg"), night_of(&[a.clone(), b.clone().on(B), f.clone().on(A), g.clone()], fine())]),
        held("move: to a base of which another row lacks a password", &["{a}", b_to_b, bad_f, "{g}"], "B4"),
        held("move: to a base of which another row has a bad IPUI", &["{a}", b_to_b, "206,{f:p},Fay Sand,02B13C9A7,{B}", "{g}"], "D4"),
        held("move: to a base with an IPUI that is there twice", &["{a}", b_to_b, "{f}", "207,{g:p},Gus Timm,{f:i},{B}"], "D4|D5"),
        held("move: to a base, its own row is damaged", &["{a}", "202,,Bo Roe,{b:i},{B}", "{f}", "{g}"], "B3"),
        held("move: to a base, its own row has another IPUI that is damaged", &["{a}", "202,{b:p},Bo Roe,02B6EC8AA,{B}", "{f}", "{g}"], "D3"),
        broken("move: to a base whose file is damaged", || put("out/7C2F806E93D2.xml", "<?xml version=\"1.0\"?><ProviderFrame><Prov")),
        broken("move: to a base whose file is empty", || put("out/7C2F806E93D2.xml", "")),
        broken("move: to a base whose file names another MAC", || edit("out/7C2F806E93D2.xml", |text| text.replace(B, C))),
        broken("move: to a base whose file is text", || put("out/7C2F806E93D2.xml", "404 not found")),
        situation("move: to a base whose file is a directory", [
            start("abf"), night(rows(&["{a}", "202,{b:p},Bo Roe,{b:i},{C}", "{f}"]), [a.clone(), b.clone().on(C), f.clone()], heard("")).before(put("out/0021045B19E8.xml/x", "")),
        ]),
        situation("move: along three bases, the last is held", [
            start(vec![a.clone(), b.clone(), f.clone(), g.clone(), phone('h').on(C)]),
            night(rows(&["{a}", b_to_b, "206,{f:p},Fay Sand,{f:i},{C}", "{g}", "208,,Hal Ude,{h:i},{C}"]),
                vec![a.clone(), b.clone().on(B), f.clone().on(C), g.clone(), phone('h').on(C)], refused("missing-value", "B6")),
        ]),
        situation("move: two change bases with each other, and one row of one base is damaged", [
            start("abfg"), night(rows(&["{a}", b_to_b, "206,{f:p},Fay Sand,{f:i},{A}", "207,,Gus Timm,{g:i},{B}"]),
                [a.clone(), b.clone().on(B), f.clone().on(A), g.clone()], refused("missing-value", "B5")),
        ]),
        situation("move: to a base that is full", [
            start([team("ab"), crowd(300, 100, B)].concat()),
            night(plain(&[vec![a.clone(), b.clone().on(B)], crowd(300, 100, B)].concat()), [team("a"), vec![b.clone().on(B)], crowd(300, 100, B)].concat(), refused("base-full", "")),
        ]),
        situation("move: both people of a base leave it for one that is held", [
            start("abfg"), night(rows(&[a_to_b, b_to_b, bad_f, "{g}"]), [a.clone().on(B), b.clone().on(B), f.clone(), g.clone()], refused("missing-value", "B4")),
        ]),
        situation("move: the rest of the site goes on", [
            start([team("abfg"), crowd(300, 3, C)].concat()),
            night(plain(&[team("a"), vec![b.clone().on(B)], team("g"), crowd(300, 4, C)].concat()).replace("base_mac\n", &fill(&format!("base_mac\n{bad_f}\n"))),
                [vec![a.clone(), b.clone().on(B), f.clone(), g.clone()], crowd(300, 4, C)].concat(), refused("missing-value", "B2")),
        ]),
        situation("move: the file of the other base is gone", [
            start("abfg"), night_of(&moved(), fine()).before(remove(file)),
        ]),
        situation("move: an extension goes to the other base, the phone stays with the next person", [
            start("abf"), night_of(&[a.clone(), phone('c').ipui(&b.ipui), b.clone().on(B).ipui("02D91A47C3"), f.clone()], fine()),
        ]),
        situation("move: abort writes nothing", [
            start("abfg"), night(rows(&["{a}", b_to_b, bad_f, "{g}"]), "abfg", refused("missing-value", "B4")).with("--on-error abort"),
        ]),
    ]
}

/// The same with `--on-error skip`: what the file says for a row that cannot be read stays.
fn under_skip() -> Vec<Situation> {
    let [a, b, f, g] = ['a', 'b', 'f', 'g'].map(phone);
    let skip = |name: &str, lines: &[&str], truth: &[Phone], at: &'static str| {
        let again = night_of(truth, fine());
        let mut nights = vec![start("abfg"), night(rows(lines), truth.to_vec(), refused("*", at)).with("--on-error skip")];
        if truth.iter().all(|phone| !phone.unsure) {
            nights.push(again);
        }
        situation(format!("skip: {name}"), nights)
    };
    let plain_site = team("abfg");
    let moved = [a.clone(), b.clone().on(B), f.clone(), g.clone()];
    let unsure = [a.clone(), b.clone().unsure(), f.clone(), g.clone()];
    vec![
        skip("a row without a password", &["{a}", "202,,Bo Roe,{b:i},{A}", "{f}", "{g}"], &plain_site, "B3"),
        skip("a row without an extension", &["{a}", ",{b:p},Bo Roe,{b:i},{A}", "{f}", "{g}"], &plain_site, "A3"),
        skip("a row without a base", &["{a}", "202,{b:p},Bo Roe,{b:i},", "{f}", "{g}"], &plain_site, "E3"),
        skip("a row with a damaged IPUI", &["{a}", "202,{b:p},Bo Roe,02B6EC8AA,{A}", "{f}", "{g}"], &plain_site, "D3"),
        skip("a row with a damaged IPUI and a new extension", &["{a}", "302,{b:p},Bo Roe,02B6EC8AA,{A}", "{f}", "{g}"], &unsure, "D3"),
        skip("a replaced phone, and the new IPUI is damaged", &["{a}", "202,{b:p},Bo Roe,02D91A47C,{A}", "{f}", "{g}"], &unsure, "D3"),
        skip("a replaced phone with a new extension, no password", &["{a}", "302,,Bo Roe,02D91A47C3,{A}", "{f}", "{g}"], &unsure, "B3"),
        skip("a replaced phone with a new extension, no base", &["{a}", "302,{b:p},Bo Roe,02D91A47C3,", "{f}", "{g}"], &unsure, "E3"),
        skip("a mover without a password", &["{a}", "202,,Bo Roe,{b:i},{B}", "{f}", "{g}"], &moved, "B3"),
        skip("a mover with a damaged base", &["{a}", "202,{b:p},Bo Roe,{b:i},7C2F806E93", "{f}", "{g}"], &moved, "E3"),
        skip("a mover, and another row of the new base is damaged", &["{a}", "202,{b:p},Bo Roe,{b:i},{B}", "206,,Fay Sand,{f:i},{B}", "{g}"], &moved, "B4"),
        skip("a mover whose IPUI is there twice", &["201,{a:p},Anna Berg,{b:i},{A}", "202,{b:p},Bo Roe,{b:i},{B}", "{f}", "{g}"],
            &[a.clone().unsure(), b.clone().unsure(), f.clone(), g.clone()], "D2|D3"),
        skip("an IPUI twice: the replaced phone has somebody else's", &["{a}", "202,{b:p},Bo Roe,{f:i},{A}", "{f}", "{g}"],
            &[a.clone(), b.clone().unsure(), f.clone().unsure(), g.clone()], "D3|D4"),
        skip("an extension twice", &["{a}", "201,{b:p},Bo Roe,{b:i},{A}", "{f}", "{g}"], &[a.clone().unsure(), b.clone().unsure(), f.clone(), g.clone()], "A2|A3"),
        skip("a position that belongs to a row that cannot be read", &["{a}", "202,,Bo Roe,{b:i},{A}", "203,{c:p},Cem Kaya,{c:i},{A}", "{f}", "{g}"],
            &[a.clone(), b.clone(), phone('c'), f.clone(), g.clone()], "B3"),
        skip("all rows of a base", &["201,,Anna Berg,{a:i},{A}", "202,,Bo Roe,{b:i},{A}", "{f}", "{g}"], &plain_site, "B2"),
        skip("a row in which only the name is right", &["{a}", "20x,,Bo Roe,02B6,7C2F", "{f}", "{g}"], &unsure, "row 3|A3"),
        skip("a row of another separator", &["{a}", "{b;epnib}", "{f}", "{g}"], &plain_site, "row 3|A3"),
        skip("two people swap phones, one row is damaged", &["201,,Anna Berg,{b:i},{A}", "202,{b:p},Bo Roe,{a:i},{A}", "{f}", "{g}"],
            &[a.clone().unsure(), b.clone().unsure(), f.clone(), g.clone()], "B2"),
        skip("a successor takes the phone of a person whose row is damaged", &["{a}", "202,,Bo Roe,,{A}", "203,{c:p},Cem Kaya,{b:i},{A}", "{f}", "{g}"],
            &[a.clone(), b.clone().unsure(), f.clone(), g.clone()], "B3"),
    ]
}

/// Rows that cannot be read, and nobody knows whose they are.
fn disputed() -> Vec<Situation> {
    let [a, b, f, g] = ['a', 'b', 'f', 'g'].map(phone);
    let unsure = || [a.clone(), b.clone().unsure(), f.clone(), g.clone()];
    let both = |name: &str, line: &str, at: &'static str| {
        let lines = ["{a}", line, "{f}", "{g}"];
        [("hold", ""), ("skip", "--on-error skip")].map(|(policy, option)| {
            situation(format!("unknown row: {name}, {policy}"), [start("abfg"), night(rows(&lines), unsure(), refused("*", at)).with(option)])
        })
    };
    let mut table: Vec<Situation> = Vec::new();
    table.extend(both("new number, new phone, no password", "302,,Bo Roe,02D91A47C3,{A}", "B3"));
    table.extend(both("new number, new phone, no base", "302,{b:p},Bo Roe,02D91A47C3,", "E3"));
    table.extend(both("new number, new phone, a base that does not exist", "302,{b:p},Bo Roe,02D91A47C3,7C2F80", "E3"));
    table.extend(both("no number, no phone", ",{b:p},Bo Roe,,{A}", "A3"));
    table.extend(both("no number, no phone, no base", ",{b:p},Bo Roe,,", "A3|E3"));
    table.extend(both("only a name and a password that slipped", ",Bo Roe,{b:p},,", "row 3|A3"));
    table.extend(both("lookups that failed in all cells", "#NV,#NV,#NV,#NV,#NV", "A3"));
    table.extend(both("number and phone of two other people", "206,,Bo Roe,{a:i},{A}", "row 3|B3|D3"));
    table
}

/// Bases are exchanged, or typed wrong.
fn new_bases() -> Vec<Situation> {
    let site = crowd(300, 12, A);
    let on = |base: &str| -> Vec<Phone> { crowd(300, 12, base) };
    let old = |people: &[Phone], verdict| { let mut night = night_of(people, verdict); night.truth.clone_from(&site); night };
    let transposed = "7C2F80123465";
    let other_digit = "7C2F80123496";
    let mistyped = |name: &str, base: &str, option: &'static str, verdict| {
        situation(name, [start(site.clone()), old(&[&site[..11], &[site[11].clone().on(base)]].concat(), verdict).with(option)])
    };
    vec![
        situation("a base was exchanged: every row names the new one", [start(site.clone()), old(&on(C), heard(""))]),
        situation("a base was exchanged, and somebody means it", [
            start(site.clone()), night_of(&on(C), fine()).with("--max-deregister 100% --retire-absent"),
        ]),
        situation("a base was exchanged, its old file was renamed", [
            start("ab"), night_of(&team("ab").into_iter().map(|phone| phone.on(C)).collect::<Vec<_>>(), heard("")).before(Box::new(|directory| {
                let out = directory.join("out");
                std::fs::rename(out.join(format!("{A}.xml")), out.join(format!("{C}.xml"))).unwrap();
            })),
        ]),
        situation("the new base is like the old one, all rows name it", [start(site.clone()), old(&on(other_digit), heard(""))]),
        mistyped("a MAC with two digits that changed places", transposed, "", refused("*", "E13")),
        mistyped("a MAC with two digits that changed places, under skip", transposed, "--on-error skip", refused("*", "E13")),
        mistyped("a MAC with one digit off", other_digit, "", refused("*", "E13")),
        mistyped("a MAC with one digit off, under skip", other_digit, "--on-error skip", refused("*", "E13")),
        situation("a MAC with two digits that changed places, in the first roster", [night(plain(&[&site[..11], &[site[11].clone().on(transposed)]].concat()), site.clone().into_iter().map(Phone::unsure).collect::<Vec<_>>(), heard("E13"))]),
        situation("MACs that count up below the first, in a site that runs", [
            start(site.clone()),
            old(&site.iter().enumerate().map(|(at, phone)| phone.clone().on(&format!("7C2F801234{:02}", 56 + at))).collect::<Vec<_>>(), heard("E2|E3")),
        ]),
        situation("MACs that count up below the first, in a site of three", [
            start("abc"),
            night(plain(&[phone('a'), phone('b').on("7C2F80123457"), phone('c').on("7C2F80123458")]), "abc", heard("E3")),
        ]),
        situation("a second base is added, with people of its own", [start(site.clone()), night_of(&[site.clone(), crowd(400, 5, B)].concat(), right())]),
        situation("a second base is like the first, with people of its own", [start(site.clone()), night_of(&[site.clone(), crowd(400, 5, other_digit)].concat(), fine())]),
        situation("a second base takes over half of the people", {
            let split: Vec<Phone> = site.iter().enumerate().map(|(at, phone)| if at < 6 { phone.clone() } else { phone.clone().on(B) }).collect();
            [start(site.clone()), old(&split, guarded())]
        }),
        situation("a second base takes over half of the people, and somebody means it", {
            let split: Vec<Phone> = site.iter().enumerate().map(|(at, phone)| if at < 6 { phone.clone() } else { phone.clone().on(B) }).collect();
            [start(site.clone()), night_of(&split, fine()).with("--max-deregister 100%")]
        }),
        later("the only phone of a base goes to a new base with a similar MAC", "a", rows(&["201,{a:p},Anna Berg,{a:i},7C2F80123457"]), [phone('a').unsure()], heard("")),
    ]
}
