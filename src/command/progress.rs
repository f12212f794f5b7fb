//! A progress bar on a terminal, for work that takes more than a second.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that ends before this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows how many bases are done, on standard error, if that is a terminal.
pub(super) struct Progress {
    started: Instant,
    wanted: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            started: Instant::now(),
            wanted,
            bar: OnceLock::new(),
        }
    }

    pub(super) fn update(&self, done: usize, all: usize) {
        if self.wanted && self.started.elapsed() > PATIENCE {
            let bar = self.bar.get_or_init(|| {
                let target = ProgressDrawTarget::stderr();
                let style = ProgressStyle::with_template("{bar:40} {pos} of {len} bases");
                ProgressBar::with_draw_target(Some(all as u64), target)
                    .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            });
            bar.set_position(done as u64);
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
