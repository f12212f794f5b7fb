//! Kills the real program at many moments of a run over a site whose files all change; `faults` kills
//! it at its calls to the system.
//!
//! After each kill every file in place is the old one or the new one, whole, and the next run ends as
//! if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Given, given_site, stamps, sweeps};

/// How many bases the site has.
const SITES: usize = 40;
/// How many handsets each of them has.
const HANDSETS: usize = 5;
/// How many runs are killed by the clock.
fn kills() -> u32 {
    if sweeps() { 70 } else { 7 }
}

/// How many are killed as soon as one of the files is new.
fn kills_among_renames() -> usize {
    if sweeps() { 30 } else { 5 }
}

/// The files of a site, by name.
type Files = BTreeMap<String, Vec<u8>>;

fn rows(name: &str) -> Vec<String> {
    let row = |number: usize| {
        let base = number / HANDSETS;
        format!(
            "{},Invented-{number},{name} {number},02{:08X},7C2F80{base:06X},",
            1000 + number,
            0x9E74_A500 + number
        )
    };
    (0..SITES * HANDSETS).map(row).collect()
}

fn files(site: &Given) -> Files {
    let stamps = stamps(&site.out()).into_iter();
    stamps.map(|(name, stamp)| (name, stamp.bytes)).collect()
}

/// A site with its old files, a roster that changes all of them, and what they are then.
struct Night {
    site: Given,
    old: Files,
    new: Files,
}

impl Night {
    fn new() -> Self {
        let site = given_site();
        site.roster(&rows("Before"));
        // Half of the bases are of another device, which later runs see by their files.
        let bases = (0..SITES / 2).map(|base| format!("7C2F80{base:06X},n870\n"));
        site.write(
            "bases.csv",
            format!("base_mac,device\n{}", bases.collect::<String>()),
        );
        site.when("build roster.csv bases.csv --out out --quiet")
            .code(0);
        let old = files(&site);
        assert_eq!(old.len(), SITES);
        site.roster(&rows("Afterwards"));
        site.build(&["--quiet"]).code(0);
        let new = files(&site);
        assert!(old.iter().all(|(name, bytes)| new[name] != *bytes));
        Self { site, old, new }
    }

    /// Puts the old files back.
    fn rewind(&self) {
        let _ = fs::remove_file(self.site.out().join("report.csv"));
        for (name, bytes) in &self.old {
            fs::write(self.site.out().join(name), bytes).unwrap();
        }
    }

    fn build(&self) -> Command {
        self.site.command("build", &["--quiet"])
    }

    /// Looks at what a killed run left.
    fn look(&self) -> Changed {
        let mut left = files(&self.site);
        left.retain(|name, _| !is_unfinished(name));
        let names: Vec<_> = left.keys().collect();
        assert_eq!(names, self.old.keys().collect::<Vec<_>>());
        let is_new = |(name, bytes): (&String, &Vec<u8>)| {
            let new = *bytes == self.new[name];
            assert!(
                new || *bytes == self.old[name],
                "{name} is neither old nor new"
            );
            new
        };
        Changed(left.iter().filter(|entry| is_new(*entry)).count())
    }

    /// Runs undisturbed, as the next run does.
    fn recover(&self) {
        self.site.build(&["--quiet"]).code(0);
        assert!(
            files(&self.site) == self.new,
            "the next run ended otherwise"
        );
        assert!(self.site.out().join("report.csv").is_file());
    }
}

/// How many files are new already.
struct Changed(usize);

impl Changed {
    fn is_between(&self) -> bool {
        (1..SITES).contains(&self.0)
    }
}

/// Files that were not finished, and the directory of the locks.
fn is_unfinished(name: &str) -> bool {
    let path = Path::new(name);
    name == ".dect-roster"
        || name.starts_with(".dect-roster-")
            && path.extension().is_some_and(|ending| ending == "tmp")
}

/// Waits until something is true or the run has ended, and kills it.
fn kill_when(mut child: Child, mut now: impl FnMut() -> bool) {
    while !now() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_run_that_is_killed_leaves_every_file_whole() {
    let night = Night::new();
    night.rewind();
    let begun = Instant::now();
    assert!(night.build().status().unwrap().success());
    let whole = begun.elapsed();
    let (kills, mut between) = (kills(), 0);
    for kill in 0..kills {
        night.rewind();
        // A little beyond the end, for runs that take longer than the first.
        let delay = whole * (kill + 1) * 11 / (kills * 10);
        let begun = Instant::now();
        kill_when(night.build().spawn().unwrap(), || begun.elapsed() >= delay);
        between += u32::from(night.look().is_between());
        night.recover();
    }
    println!("{kills} runs of {whole:?} killed, {between} of them among the renames");
}

#[test]
fn a_run_that_is_killed_among_the_renames_leaves_every_file_whole() {
    let night = Night::new();
    let (kills, mut between) = (kills_among_renames(), 0);
    // The renames take no time, so the clock alone hardly ever hits them.
    let names: Vec<_> = night.old.keys().collect();
    for kill in 0..kills {
        night.rewind();
        let path = night.site.out().join(names[kill * SITES / kills]);
        let inode = || fs::metadata(&path).unwrap().ino();
        let old = inode();
        let child = night.build().spawn().unwrap();
        kill_when(child, || inode() != old);
        between += u32::from(night.look().is_between());
        night.recover();
    }
    println!("{kills} runs killed, {between} of them among the renames");
}
