//! A handset may leave its base only for one that is written too.

use std::fs;

use serde_json::Value;

use crate::harness::{BASES, Given, Then, given_site, handsets_of, stamps};

const A: &str = BASES[0];
const B: &str = BASES[1];
const C: &str = BASES[2];
const ADA: &str = "201,Invented-1,Ada,029E740001";
const BO: &str = "202,Invented-2,Bo,029E740002";
const CY: &str = "203,Invented-3,Cy,029E740003";
const DEE: &str = "204,Invented-4,Dee,029E740004";
const BAD: &str = "299,,Nobody,029E740099";
const POLICIES: [&str; 2] = ["hold", "skip"];

/// A site built from these rows, and then given these.
fn site(before: &[(&str, &str)], now: &[(&str, &str)]) -> Given {
    let site = given_site();
    site.roster(&lines(before));
    site.build(&[]).code(0);
    site.roster(&lines(now));
    site
}

fn lines(rows: &[(&str, &str)]) -> Vec<String> {
    let lines = rows.iter().map(|(row, base)| format!("{row},{base},"));
    lines.collect()
}

/// What became of each base, by MAC.
fn statuses(run: &Then<'_>) -> Vec<String> {
    let json = run.json();
    let bases = json["bases"].as_array().unwrap().iter();
    let status = |base: &Value| base["status"].as_str().unwrap().to_owned();
    bases.map(status).collect()
}

/// Plans and builds with the policy; both say the same.
fn run<'s>(site: &'s Given, policy: &str, more: &[&str]) -> Then<'s> {
    let arguments = [&["--on-error", policy, "--format", "json"], more].concat();
    let plan = site.plan(&arguments);
    let built = site.build(&arguments);
    assert_eq!(plan.json()["bases"], built.json()["bases"]);
    assert_eq!(plan.code, built.code);
    built
}

/// Nothing in the directory changes, and the finding of base A names handset, base and reason.
fn assert_waits(site: &Given, policy: &str, because: &str) {
    let before = stamps(&site.out());
    run(site, policy, &[]).code(1);
    assert_eq!(stamps(&site.out()), before, "{policy}");
    let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
    let told = report.lines().any(|line| {
        line.contains(&format!("{A}.xml"))
            && line.contains("handset 029E740001 would leave it for")
            && line.contains(B)
            && line.contains(because)
    });
    assert!(told, "{policy}: {report}");
}

#[test]
fn a_handset_does_not_leave_for_a_base_with_a_rejected_row() {
    let site = site(
        &[(ADA, A), (BO, A), (CY, B)],
        &[(ADA, B), (BO, A), (CY, B), (BAD, B)],
    );
    assert_waits(&site, "hold", "a rejected row concerns it");
    // Without the row, there is a place for it.
    let skipped = run(&site, "skip", &[]).code(1);
    assert_eq!(statuses(&skipped), ["written", "written"]);
    assert!(
        handsets_of(&site.out(), B)
            .values()
            .any(|ipui| ipui == "029E740001")
    );
}

#[test]
fn a_handset_does_not_leave_for_a_base_whose_file_cannot_be_read() {
    for policy in POLICIES {
        let damages = [
            ("</Provider>", "", "cannot be read"),
            (B, "7C2F80ABCDEF", "is for another base"),
        ];
        for (from, to, because) in damages {
            let site = site(&[(ADA, A), (BO, A), (CY, B)], &[(ADA, B), (BO, A), (CY, B)]);
            let text = fs::read_to_string(site.base_file(B)).unwrap();
            fs::write(site.base_file(B), text.replace(from, to)).unwrap();
            assert_waits(&site, policy, because);
        }
        if cfg!(windows) {
            continue; // There letters of either case lead to the same file.
        }
        let site = site(&[(ADA, A), (BO, A), (CY, B)], &[(ADA, B), (BO, A), (CY, B)]);
        let misnamed = site.out().join(format!("{}.xml", B.to_lowercase()));
        fs::rename(site.base_file(B), misnamed).unwrap();
        assert_waits(&site, policy, "has a name that it does not ask for");
    }
}

#[test]
fn a_handset_does_not_leave_for_a_base_that_has_no_position_for_it() {
    let before = [(ADA, A), (BO, A), (CY, B)];
    let site = site(&before, &[(ADA, B), (BO, A), ("203,,Cy,029E740003", B)]);
    // The rejected row keeps the first position of its base, and this row asks for it.
    let rows = [
        format!("{ADA},{B},1"),
        format!("{BO},{A},"),
        format!("203,,Cy,029E740003,{B},"),
    ];
    site.roster(&rows);
    assert_waits(&site, "skip", "do not fit its positions");
}

#[test]
fn a_base_waits_for_one_that_waits() {
    for policy in POLICIES {
        let site = site(
            &[(ADA, A), (BO, B), (CY, C), (DEE, A)],
            &[(ADA, B), (BO, C), (CY, C), (DEE, A)],
        );
        fs::write(site.base_file(C), "<ProviderFrame>").unwrap();
        assert_waits(&site, policy, "it waits for another base");
        // Mended, both moves take place.
        fs::remove_file(site.base_file(C)).unwrap();
        run(&site, policy, &[]).code(0);
        assert_eq!(handsets_of(&site.out(), C).len(), 2);
    }
}

#[test]
fn bases_that_exchange_handsets_wait_together() {
    let site = site(
        &[(ADA, A), (BO, B), (CY, C)],
        &[(ADA, B), (BO, A), (CY, C), (BAD, B)],
    );
    let before = stamps(&site.out());
    let held = run(&site, "hold", &[]).code(1);
    assert_eq!(statuses(&held), ["held", "held", "unchanged"]);
    assert_eq!(stamps(&site.out()), before);
}

#[test]
fn other_bases_go_on() {
    let site = site(
        &[(ADA, A), (BO, B), (CY, C)],
        &[(ADA, B), (BO, B), (BAD, B), (CY, C), (DEE, C)],
    );
    let other = run(&site, "hold", &[]).code(1);
    assert_eq!(statuses(&other), ["untouched", "held", "written"]);
}

#[test]
fn a_base_that_is_retired_waits_too() {
    let before = [(ADA, A), (BO, B)];
    let site = site(&before, &[(ADA, B), (BO, B), (BAD, B)]);
    let held = run(&site, "hold", &["--retire-absent"]).code(1);
    assert_eq!(statuses(&held), ["held", "held"]);
    assert_eq!(handsets_of(&site.out(), A)[&1], "029E740001");
}

#[test]
fn shards_hold_the_same_bases() {
    for count in 2..=4 {
        let site = site(
            &[(ADA, A), (BO, B), (CY, C), (DEE, A)],
            &[(ADA, B), (BO, C), (CY, C), (DEE, A), (BAD, C)],
        );
        let before = stamps(&site.out());
        for shard in 1..=count {
            site.build(&["--shard", &format!("{shard}/{count}")])
                .code(1);
        }
        assert_eq!(stamps(&site.out()), before, "{count} shards");
    }
}

// A MAC address with a typing error.

/// The MAC of base A with one digit wrong, and with two digits swapped.
const TYPOS: [&str; 2] = ["7C2F80123459", "7C2F80123465"];

#[test]
fn a_mistyped_mac_takes_no_handset_off_the_real_base() {
    for policy in POLICIES {
        for typo in TYPOS {
            let site = site(
                &[(ADA, A), (BO, A), (CY, B)],
                &[(ADA, typo), (BO, A), (CY, B)],
            );
            let before = stamps(&site.out());
            let held = run(&site, policy, &[]).code(1);
            assert_eq!(statuses(&held), ["held", "held", "unchanged"]);
            assert_eq!(stamps(&site.out()), before);
            let codes: Vec<_> = site.codes().into_iter().map(|(code, _)| code).collect();
            assert!(codes.contains(&"mistyped-mac".to_owned()), "{codes:?}");
            // The rules let it pass.
            let rules = "[rules]\nmistyped-mac = \"warning\"\n";
            fs::write(site.root().join("dect-roster.toml"), rules).unwrap();
            run(&site, policy, &[]).code(0);
            assert_eq!(handsets_of(&site.out(), typo)[&1], "029E740001");
        }
    }
}

#[test]
fn a_similar_base_that_is_there_or_takes_nobody_over_is_no_typing_error() {
    for typo in TYPOS {
        let site = site(&[(ADA, A), (BO, A)], &[(ADA, A), (BO, A), (CY, typo)]);
        run(&site, "hold", &[]).code(0);
        site.roster(&lines(&[(ADA, typo), (BO, A), (CY, typo)]));
        run(&site, "hold", &[]).code(0);
        assert_eq!(handsets_of(&site.out(), typo).len(), 2);
    }
}

#[test]
fn shards_see_a_mistyped_mac_too() {
    for typo in TYPOS {
        for count in 2..=4 {
            let site = site(&[(ADA, A), (BO, A)], &[(ADA, typo), (BO, A)]);
            let before = stamps(&site.out());
            for shard in 1..=count {
                site.build(&["--shard", &format!("{shard}/{count}")]);
            }
            assert_eq!(stamps(&site.out()), before, "{typo}, {count} shards");
            assert!(site.codes().iter().any(|(code, _)| code == "mistyped-mac"));
        }
    }
}
