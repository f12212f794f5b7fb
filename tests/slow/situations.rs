//! Rosters and site changes as people make them, one row per situation: what a person means, and what
//! must come of it.
//!
//! Each situation is played with the real program, night after night, and the files are read back with
//! another XML reader than the program's. Whatever a row expects, these never may be: phones that are
//! not what is meant without a word about it, a handset or an account that is lost, a handset that is
//! moved, a password that is shown.
//!
//! `SITUATIONS=all cargo test --test slow situations -- --nocapture` plays all of them and prints the
//! table; `SITUATIONS=part-of-a-name` plays only those.

#[rustfmt::skip] // One row per line, where it fits.
mod files;
mod model;
mod people;
#[rustfmt::skip] // One row per line, where it fits.
mod play;
#[rustfmt::skip] // One row per line, where it fits.
mod sheets;
#[rustfmt::skip] // One row per line, where it fits.
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use self::model::Situation;
use self::play::{Class, Played};
use crate::harness::part_of;

/// Plays the situations on all processors.
fn play_all(table: &[Situation]) -> Vec<Played> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut played = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(situation) = table.get(index) else {
                return played;
            };
            // A step that fails, such as an export, is a fault of its situation.
            let outcome = catch_unwind(AssertUnwindSafe(|| play::play(situation)));
            played.push((index, outcome.unwrap_or_else(|_| Played::failed())));
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let mut played: Vec<(usize, Played)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let played = workers.into_iter().map(|worker| worker.join().unwrap());
        played.flatten().collect()
    });
    played.sort_by_key(|(index, _)| *index);
    played.into_iter().map(|(_, played)| played).collect()
}

fn summary(counts: &BTreeMap<Class, usize>) -> String {
    let names = [
        (Class::Right, "right"),
        (Class::Said, "right, with a warning"),
        (Class::Refused, "refused at a place"),
        (Class::Guarded, "stopped by a guard"),
        (Class::Unreadable, "not run"),
        (Class::Wrong, "wrong, with a warning"),
        (Class::SilentlyWrong, "silently wrong"),
    ];
    let count = |(class, name)| format!("{} {name}", counts.get(&class).copied().unwrap_or(0));
    names.map(count).join(", ")
}

/// The faults of a situation in one line.
fn shortened(faults: &[String]) -> String {
    let mut line = faults
        .iter()
        .take(3)
        .cloned()
        .collect::<Vec<_>>()
        .join(" + ");
    if let Some((end, _)) = line.char_indices().nth(400) {
        line.truncate(end);
        line.push('…');
    }
    line
}

#[test]
fn nothing_is_silently_wrong_and_each_situation_comes_out_as_expected() {
    let wanted = std::env::var("SITUATIONS").unwrap_or_default();
    let mut table = table::all();
    if wanted.is_empty() {
        table = part_of(table, 20);
    }
    table.retain(|situation| wanted == "all" || situation.name.contains(&wanted));
    let played = play_all(&table);
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (situation, played) in table.iter().zip(&played) {
        *counts.entry(played.class).or_default() += 1;
        if !wanted.is_empty() {
            println!(
                "{} | {} | {}",
                situation.name, played.expected, played.happened
            );
        }
        if !played.faults.is_empty() {
            faults.push(format!(
                "- {}: {}",
                situation.name,
                shortened(&played.faults)
            ));
        }
    }
    println!("{} situations: {}", table.len(), summary(&counts));
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_is_long_and_each_situation_is_there_once() {
    let table = table::all();
    let names: BTreeSet<&str> = table
        .iter()
        .map(|situation| situation.name.as_str())
        .collect();
    assert_eq!(names.len(), table.len());
    assert!(table.len() >= 400, "{}", table.len());
    let nights = table
        .iter()
        .filter(|situation| situation.nights.len() > 1)
        .count();
    assert!(nights >= 100, "{nights}");
}
