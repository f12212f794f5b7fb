//! What changes from one file of a base to the next.

use chrono::{DateTime, NaiveDateTime};

use super::who::may_be_swapped;
use super::{Change, ChangeKind, Fields, Origin, Who, WindowChange};
use crate::device::published::{Account, Published, Standing};
use crate::settings::Clock;
use crate::value::Field;
use crate::value::{Ipui, Position};

/// What becomes of the registration window; nothing where there is neither a window nor a handset.
#[must_use]
pub fn window_change(now: &Published, then: &Published) -> Option<WindowChange> {
    let has_window =
        |says: &Published| says.window_start.is_some() || says.window_seconds.is_some();
    Some(match (has_window(now), has_window(then)) {
        (false, false) => then.handsets().next().map(|_| WindowChange::Missing)?,
        (true, false) => WindowChange::Removed,
        _ if now.window_start != then.window_start => WindowChange::Opened,
        _ if now.window_seconds != then.window_seconds => WindowChange::Changed,
        _ => WindowChange::Left,
    })
}

/// Whether the registration window of a file lacks its start or its duration.
#[must_use]
pub fn has_incomplete_window(says: &Published) -> bool {
    // Any time and clock do: only an open window depends on them.
    let clock = Clock::Fixed(DateTime::UNIX_EPOCH);
    says.window(clock, NaiveDateTime::MIN).is_incomplete()
}

/// How many positions of a file have an active account.
#[must_use]
pub fn used(says: &Published) -> usize {
    says.accounts()
        .filter(|(_, account)| account.active == Some(true))
        .count()
}

/// How many handsets a base would no longer have at the position where it has them: removed,
/// replaced or moved away.
#[must_use]
pub fn deregistrations(now: &Published, then: &Published) -> usize {
    now.handsets()
        .filter(|(position, ipui)| then.account(*position).ipui() != Some(*ipui))
        .count()
}

/// How many handsets stay at their position and get another extension: they ring for somebody else.
#[must_use]
pub fn reassignments(now: &Published, then: &Published) -> usize {
    pairs(now, then)
        .filter(|(_, old, new)| {
            old.ipui().is_some()
                && old.ipui() == new.ipui()
                && old.extension().is_some()
                && old.extension() != new.extension()
        })
        .count()
}

/// How many positions a file uses: those that name a handset, and those of active accounts.
#[must_use]
pub fn in_use(says: &Published) -> usize {
    let accounts = says.accounts();
    accounts.filter(|(_, account)| is_in_use(*account)).count()
}

/// How many positions in use are given up: their handset goes, or, where the file names none, their
/// account. A handset that was registered there by hand goes with it, and no file names that one.
#[must_use]
pub fn given_up(now: &Published, then: &Published) -> usize {
    pairs(now, then)
        .filter(|(_, old, new)| match old.ipui() {
            Some(ipui) => new.ipui() != Some(ipui),
            None => is_in_use(*old) && new.extension() != old.extension(),
        })
        .count()
}

fn is_in_use(account: Account<'_>) -> bool {
    let is_active = account.active != Some(false) && account.extension().is_some();
    account.ipui().is_some() || is_active
}

/// Whether an account is taken off its position and no other takes its place.
#[must_use]
pub fn removes(now: &Published, then: &Published) -> bool {
    let is_held = |account: Account<'_>| account.standing() == Standing::Held;
    pairs(now, then).any(|(_, old, new)| is_held(old) && !is_held(new))
}

/// What changes, by position.
///
/// That a handset comes from another base cannot be seen here; the run as a whole adds it.
#[must_use]
pub fn changes(now: &Published, then: &Published) -> Vec<Change> {
    let origin = |ipui: Ipui| {
        now.handsets()
            .find(|(_, known)| *known == ipui)
            .map(|(position, _)| position)
    };
    // Columns are swapped for all rows, and of some accounts it cannot be seen.
    let with_names =
        !pairs(now, then).any(|(_, old, new)| may_be_swapped(old) || may_be_swapped(new));
    pairs(now, then)
        .filter_map(|(position, old, new)| change(position, old, new, with_names, origin))
        .collect()
}

/// What each position has now, and what it has then.
fn pairs<'p>(
    now: &'p Published,
    then: &'p Published,
) -> impl Iterator<Item = (Position, Account<'p>, Account<'p>)> {
    let positions = Position::first(now.positions().max(then.positions()));
    positions.map(|position| (position, now.account(position), then.account(position)))
}

fn change(
    position: Position,
    old: Account<'_>,
    new: Account<'_>,
    with_names: bool,
    origin: impl Fn(Ipui) -> Option<Position>,
) -> Option<Change> {
    let fields = changed_fields(old, new);
    let arrives = new.ipui().filter(|ipui| old.ipui() != Some(*ipui));
    let from = arrives.and_then(origin).map(|position| Origin {
        mac: None,
        position: Some(position),
    });
    let kind = match (
        old.standing() == Standing::Held,
        new.standing() == Standing::Held,
    ) {
        _ if from.is_some() => ChangeKind::Move,
        (false, true) => ChangeKind::Add,
        (true, false) => ChangeKind::Remove,
        (true, true) if old.ipui().is_some() && old.ipui() != new.ipui() => ChangeKind::Replace,
        (true, true) if !fields.is_empty() => ChangeKind::Update,
        _ => return None,
    };
    Some(Change {
        kind,
        position,
        who: Who::of(old, new, with_names),
        ipui: new.ipui(),
        previous_ipui: old.ipui().filter(|ipui| Some(*ipui) != new.ipui()),
        from,
        fields,
    })
}

fn changed_fields(old: Account<'_>, new: Account<'_>) -> Fields {
    // Nothing and "no mailbox" are the same for an account that comes or goes. For one that stays they
    // are not: the base may have a mailbox that the file did not name.
    let stays = old.standing() == Standing::Held && new.standing() == Standing::Held;
    let voicemail = if stays {
        (old.voicemail, old.voicemail_enabled) != (new.voicemail, new.voicemail_enabled)
    } else {
        old.uses_voicemail() != new.uses_voicemail()
    };
    let pairs = [
        (Field::Extension, old.user_id != new.user_id),
        (Field::Password, old.password != new.password),
        (Field::DisplayName, old.display_name != new.display_name),
        (Field::Ipui, old.ipui() != new.ipui()),
        (Field::Login, old.login != new.login),
        (Field::Voicemail, voicemail),
        (Field::Provider, old.provider != new.provider),
        (Field::AccountName, old.account_name != new.account_name),
    ];
    pairs
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(field, _)| field)
        .collect()
}
