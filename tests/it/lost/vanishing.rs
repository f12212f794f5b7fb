//! Files that vanish between being listed and being opened.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::device::template::Template;
use dect_roster::finding::{Code, Collector};
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::Clock;
use dect_roster::site::Job;
use dect_roster::site::plan::Status;

use crate::harness::{BASES, given_site, stamps};

/// Three bases, on one thread: as soon as the first is done, the files of the others are gone.
#[test]
fn a_base_whose_file_vanishes_is_held_and_so_is_one_that_hands_over_to_it() {
    let row = |number: usize, base: usize| {
        format!(
            "{},Invented-{number},N,029E74{number:04X},{},",
            200 + number,
            BASES[base]
        )
    };
    let site = given_site();
    site.roster(&[row(1, 0), row(2, 0), row(3, 1), row(4, 2)]);
    site.build(&[]).code(0);
    site.roster(&[row(1, 0), row(2, 1), row(3, 1), row(4, 2)]);
    let before = stamps(&site.out());

    let path = site.root().join("roster.csv");
    let arguments = ["dect-roster", "build", path.to_str().unwrap(), "--out", "."];
    let Command::Build { run, .. } = Cli::try_parse_from(arguments).unwrap().command else {
        unreachable!("the command is build");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    let options = options::resolve(run, None, clock).unwrap();
    let sheets = input::read(&Source::Path(path), &options.read).unwrap();
    let mut findings = Collector::new(&options.rules);
    let roster = Roster::new(sheets, &options.reading, &mut findings);
    let out = site.out();
    let first = AtomicBool::new(true);
    let remove = |_, _| {
        if first.swap(false, Ordering::Relaxed) {
            for mac in &BASES[1..] {
                fs::remove_file(site.base_file(mac)).unwrap();
            }
        }
    };
    let job = Job {
        roster: &roster,
        options: &options,
        template: &Template::load(&options.template, options.limits).unwrap(),
        out: &out,
        progress: &remove,
        committing: &|| {},
    };
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let (outcome, _) = one_thread
        .unwrap()
        .install(|| job.build(Vec::new()).unwrap());
    let statuses: Vec<_> = outcome.bases.iter().map(|base| base.status).collect();
    assert_eq!(statuses, [Status::Held; 3]);
    let codes: Vec<_> = outcome
        .findings
        .iter()
        .map(|it| it.problem.code())
        .collect();
    let gone = Code::UnreadableFileInPlace;
    let other = Code::HandsetOnOtherBase;
    assert_eq!(codes, [other, Code::BaseHeld, gone, gone]);
    drop(outcome);
    let after = stamps(&site.out());
    let first = format!("{}.xml", BASES[0]);
    assert_eq!(after[&first], before[&first]);
    assert!(!site.base_file(BASES[1]).exists() && !site.base_file(BASES[2]).exists());
}
