//! A rejected row may be about a handset that no other row names.

use crate::harness::{BASES, Given, given_site, handsets_of, stamps};

const A: &str = BASES[0];
const B: &str = BASES[1];

fn row(number: usize, base: &str) -> String {
    format!(
        "{},Invented-{number},Name {number},029E74{number:04X},{base},",
        200 + number
    )
}

/// Two bases with three handsets each, and then these rows.
fn site(now: &[String]) -> Given {
    let site = given_site();
    let all: Vec<_> = (1..=3)
        .map(|number| row(number, A))
        .chain((11..=13).map(|number| row(number, B)))
        .collect();
    site.roster(&all);
    site.build(&[]).code(0);
    site.roster(now);
    site
}

/// The rows that are right: one of each base is gone.
fn without_one_of_each() -> Vec<String> {
    vec![row(1, A), row(2, A), row(11, B), row(12, B)]
}

fn count(site: &Given, base: &str) -> usize {
    let handsets = handsets_of(&site.out(), base);
    handsets
        .values()
        .filter(|ipui| *ipui != "0000000000")
        .count()
}

#[test]
fn a_row_of_nobody_that_is_known_takes_nobody_off_its_base() {
    // New, renumbered, or somebody else's; one cell of each is wrong. With a wrong IPUI and no extension
    // that a file has, the row may be about a handset of the other base, too.
    for (doubtful, left) in [
        (format!("290,,Name 3,029E740099,{A},"), 2),
        (format!("290,Invented-3,Name 3,029E74,{A},"), 3),
        (format!(",Invented-3,Name 3,029E740099,{A},"), 2),
        (format!("211,,Name 3,029E740099,{A},"), 2),
        (format!(",Invented-3,Name 3,029E74,{A},"), 3),
    ] {
        let mut now = without_one_of_each();
        now.push(doubtful.clone());
        let site = site(&now);
        site.build(&["--on-error", "skip"]).code(1);
        assert_eq!((count(&site, A), count(&site, B)), (3, left), "{doubtful}");
        site.build(&["--on-error", "hold"]).code(1);
        assert_eq!((count(&site, A), count(&site, B)), (3, left), "{doubtful}");
    }
}

#[test]
fn a_row_of_nobody_that_is_known_and_no_base_takes_nobody_off_any() {
    for policy in ["hold", "skip"] {
        for doubtful in [
            "290,Invented-3,Name 3,029E740099,7C2F8012345,".to_owned(),
            "290,Invented-3,Name 3,029E74,,".to_owned(),
            ",,,029E740099,,".to_owned(),
        ] {
            let mut now = without_one_of_each();
            now.push(doubtful.clone());
            let site = site(&now);
            let before = stamps(&site.out());
            site.build(&["--on-error", policy]).code(1);
            assert_eq!(stamps(&site.out()), before, "{policy} {doubtful}");
        }
    }
}

#[test]
fn a_row_whose_handset_is_in_any_file_is_about_that_one() {
    for policy in ["hold", "skip"] {
        for known in [
            // Of the other base, without a base of its own, or with a wrong one.
            "290,Invented-13,Name 13,029E74000D,7C2F8012345,".to_owned(),
            "213,,Name 13,029E74000D,,".to_owned(),
        ] {
            let mut now = without_one_of_each();
            now.push(known.clone());
            let site = site(&now);
            site.build(&["--on-error", policy]).code(1);
            assert_eq!(
                (count(&site, A), count(&site, B)),
                (2, 3),
                "{policy} {known}"
            );
        }
    }
}

#[test]
fn a_handset_that_two_rows_name_tells_nothing() {
    let mut now = without_one_of_each();
    now.push(format!("290,Invented-3,Name 3,029E740001,{A},"));
    let site = site(&now);
    site.build(&["--on-error", "skip"]).code(1);
    assert_eq!((count(&site, A), count(&site, B)), (3, 2));
}

#[test]
fn shards_look_a_handset_up_in_all_files() {
    let mut now = without_one_of_each();
    now.push("290,Invented-13,Name 13,029E74000D,7C2F8012345,".to_owned());
    for shards in 2..=4 {
        let site = site(&now);
        for shard in 1..=shards {
            let shard = format!("{shard}/{shards}");
            site.build(&["--on-error", "skip", "--shard", &shard])
                .code(1);
        }
        assert_eq!((count(&site, A), count(&site, B)), (2, 3), "{shards}");
    }
}
