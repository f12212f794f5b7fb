//! People come, go, change desks, numbers and phones.

use crate::situations::model::{Situation, Verdict, fine, night, night_of, refused, right, rows, said, situation, start};
use crate::situations::people::{Phone, fill, phone, plain, team};

pub fn all() -> Vec<Situation> {
    let mut table = people();
    table.extend(phones());
    table
}

fn change(name: &str, before: &str, after: &[Phone], verdict: Verdict) -> Situation {
    situation(name, [start(before), night_of(after, verdict)])
}

fn sorted(mut people: Vec<Phone>, by: impl Fn(&Phone) -> String) -> Vec<Phone> {
    people.sort_by_key(by);
    people
}

/// People come, go and change.
fn people() -> Vec<Situation> {
    let [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(phone);
    vec![
        change("nobody changed", "abc", &team("abc"), right()),
        change("sorted by name backwards", "abcde", &team("edcba"), right()),
        change("sorted by IPUI", "abcde", &sorted(team("abcde"), |phone| phone.ipui.clone()), right()),
        change("one came, first in the list", "bcd", &team("abcd"), right()),
        change("one came, in the middle", "abd", &team("abcd"), right()),
        change("one left", "abcd", &team("abd"), fine()),
        change("the first left", "abcd", &team("bcd"), fine()),
        change("one left, another came", "abc", &[a.clone(), c.clone(), d.clone()], fine()),
        situation("one left, and came back a night later", [start("abc"), night_of(&team("ac"), fine()), night_of(&team("abc"), right())]),
        situation("one left, another got the place, the first came back", [
            start("abc"), night_of(&team("ac"), fine()), night_of(&team("acd"), right()), night_of(&team("abcd"), right()),
        ]),
        change("one has another name", "abc", &[a.clone(), b.clone().name("Bo Berg"), c.clone()], right()),
        change("one has another password", "abc", &[a.clone(), b.clone().password("kJ7-new"), c.clone()], right()),
        change("one has another extension", "abc", &[a.clone(), b.clone().extension("302"), c.clone()], right()),
        change("all extensions got a digit in front, four people", "abcd",
            &team("abcd").into_iter().map(|p| { let e = format!("2{}", p.extension); p.extension(&e) }).collect::<Vec<_>>(), right()),
        change("two changed their names and numbers, the phones stay on the desks", "abc",
            &[a.clone().ipui(&b.ipui), b.clone().ipui(&a.ipui), c.clone()], right()),
        change("three changed desks in a ring", "abc",
            &[a.clone().ipui(&b.ipui), b.clone().ipui(&c.ipui), c.clone().ipui(&a.ipui)], right()),
        situation("two swap phones, and swap them back", [
            start("abc"),
            night_of(&[a.clone().ipui(&b.ipui), b.clone().ipui(&a.ipui), c.clone()], right()),
            night_of(&team("abc"), right()),
        ]),
        change("two swap extensions", "abc", &[a.clone().extension("202"), b.clone().extension("201"), c.clone()], right()),
        situation("one swaps with one who leaves", [start("abc"), night_of(&[a.clone().ipui(&b.ipui), c.clone()], fine())]),
        change("a successor with another number has the same phone", "abc", &[a.clone(), d.clone().ipui(&b.ipui), c.clone()], right()),
        change("a successor has number and phone", "abc", &[a.clone(), b.clone().name("Emil Novak").password("kJ7-next"), c.clone()], right()),
        situation("a month of small changes", [
            start("ab"), night_of(&team("abc"), right()), night_of(&team("abcd"), right()), night_of(&team("acd"), fine()),
            night_of(&[a.clone(), c.clone().name("Cem Berg"), d.clone(), e.clone()], right()), night_of(&team("acde"), right()), night_of(&team("abcde"), right()),
        ]),
    ]
}

/// Phones are exchanged, come later, and lose their mailbox.
fn phones() -> Vec<Situation> {
    let [a, b, c, d] = ['a', 'b', 'c', 'd'].map(phone);
    let new = "02D91A47C3";
    let mailbox = |text: &str| plain(&team("ac")).replace("base_mac\n", "base_mac,voicemail\n").replace("123456\n", "123456,\n") + &fill(&format!("{{b}},{text}\n"));
    let login = |text: &str| plain(&team("ac")).replace("base_mac\n", "base_mac,login\n").replace("123456\n", "123456,\n") + &fill(&format!("{{b}},{text}\n"));
    vec![
        change("a broken phone is replaced", "abc", &[a.clone(), b.clone().ipui(new), c.clone()], fine()),
        situation("a broken phone is replaced, repaired and given back", [
            start("abc"), night_of(&[a.clone(), b.clone().ipui(new), c.clone()], fine()), night_of(&team("abc"), fine()),
        ]),
        situation("a broken phone is replaced, and goes to a new person", [
            start("abc"), night_of(&[a.clone(), b.clone().ipui(new), c.clone()], fine()), night_of(&[a.clone(), b.clone().ipui(new), c.clone(), d.clone().ipui(&b.ipui)], fine()),
        ]),
        situation("the phone comes a night after the account", [
            night(rows(&["{a}", "202,{b:p},Bo Roe,,{A}"]), [a.clone(), b.clone().ipui("")], said(&["missing-ipui"])),
            night_of(&team("ab"), right()),
        ]),
        situation("the phone comes in another order of rows", [
            night(rows(&["202,{b:p},Bo Roe,,{A}", "203,{c:p},Cem Kaya,,{A}"]), [b.clone().ipui(""), c.clone().ipui("")], said(&["missing-ipui"])),
            night_of(&team("cb"), right()),
        ]),
        situation("the IPUI cell is emptied for a night", [
            start("abc"), night(rows(&["{a}", "202,{b:p},Bo Roe,,{A}", "{c}"]), "abc", said(&["missing-ipui"])), night_of(&team("abc"), right()),
        ]),
        situation("the IPUI column is emptied for a night", [
            start("abc"), night(rows(&["{a,epn_b}", "{b,epn_b}", "{c,epn_b}"]), "abc", said(&["missing-ipui"])), night_of(&team("abc"), right()),
        ]),
        situation("the IPUI column is removed", [start("abc"), night("extension,password,display_name,base_mac\n{a,epnb}\n{b,epnb}\n{c,epnb}\n", "abc", refused("missing-column", ""))]),
        situation("the IPUI is now given as IPEI", [start("ab"), night(rows(&["{a,epnkb}", "{b,epnkb}"]), "ab", right())]),
        situation("one gets a mailbox", [start("abc"), night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right())]),
        situation("one loses the mailbox", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()), night(mailbox(""), "abc", right()),
        ]),
        situation("one loses the mailbox: a dash", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()), night(mailbox("-"), "abc", right()),
        ]),
        situation("the column of mailboxes is removed", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()), night_of(&team("abc"), right()),
        ]),
        situation("one loses the mailbox, and has it again", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()), night(mailbox(""), "abc", right()),
            night(mailbox("*97"), [a.clone(), b.clone().mailbox("*97"), c.clone()], right()),
        ]),
        situation("one with a mailbox leaves, and another takes the place", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()), night_of(&team("ac"), fine()), night_of(&team("acd"), right()),
        ]),
        situation("one with a mailbox swaps phones with one without", [
            night(mailbox("*98"), [a.clone(), b.clone().mailbox("*98"), c.clone()], right()),
            night("{H},voicemail\n201,{a:p},Anna Berg,{b:i},{A},\n202,{b:p},Bo Roe,{a:i},{A},*98\n{c},\n", [a.clone().ipui(&b.ipui), b.clone().ipui(&a.ipui).mailbox("*98"), c.clone()], right()),
        ]),
        situation("the mailbox of all comes from the config, and goes", [
            night_of(&[a.clone().mailbox("*2"), b.clone().mailbox("*2")], right()).config("[settings]\nvoicemail = \"*2\"\n"),
            night(plain(&team("ab")), "ab", right()),
        ]).first_is_plain(),
        situation("one has a login of his own, and loses it", [
            night(login("sip-bo"), [a.clone(), b.clone().login("sip-bo"), c.clone()], right()), night(login(""), "abc", right()),
        ]),
        situation("one has a login of his own, and a dash later", [
            night(login("sip-bo"), [a.clone(), b.clone().login("sip-bo"), c.clone()], right()), night(login("-"), "abc", right()),
        ]),
    ]
}

impl Situation {
    /// For rows whose truth has more than a plain roster says.
    fn first_is_plain(mut self) -> Self {
        self.nights[0].roster = plain(&team("ab")).into();
        self
    }
}
