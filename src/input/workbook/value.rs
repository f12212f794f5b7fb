//! The value of a workbook's cell as text.

use std::fmt::Write as _;

use calamine::{Data, DataRef, ExcelDateTime};

use crate::input::sheet::CellKind;

const DAY_MILLIS: f64 = 86_400_000.0;

/// The first serial number that Excel cannot show as a date: the day after 9999-12-31.
const SERIALS: f64 = 2_958_466.0;

/// What a cell is, and its text, which may be put into `scratch`.
pub(super) fn kind_and_text<'a>(
    data: &'a DataRef<'_>,
    scratch: &'a mut String,
) -> (CellKind, &'a str) {
    scratch.clear();
    let kind = match data {
        DataRef::Empty => CellKind::Empty,
        DataRef::String(text) => return (CellKind::Text, text),
        DataRef::SharedString(text) => return (CellKind::Text, text),
        DataRef::Bool(true) => return (CellKind::Boolean, "TRUE"),
        DataRef::Bool(false) => return (CellKind::Boolean, "FALSE"),
        DataRef::DurationIso(text) => return (CellKind::Date, text),
        DataRef::DateTimeIso(text) => {
            return (
                CellKind::Date,
                text.strip_suffix("T00:00:00").unwrap_or(text),
            );
        }
        DataRef::Int(number) => {
            append(scratch, format_args!("{number}"));
            CellKind::Number
        }
        DataRef::Float(number) => {
            append(scratch, format_args!("{number}"));
            CellKind::Number
        }
        DataRef::DateTime(date) => {
            append_date(scratch, *date);
            CellKind::Date
        }
        DataRef::Error(error) => {
            append(scratch, format_args!("{error}"));
            CellKind::Error
        }
    };
    (kind, scratch)
}

/// The same value for the formats that are not streamed.
pub(super) fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// The text of a cell that reads like the name of an error.
pub(super) fn error_name(data: &Data) -> Option<&str> {
    const NAMES: [&str; 7] = [
        "#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!",
    ];
    match data {
        Data::String(text) if NAMES.contains(&text.as_str()) || text.starts_with("Err:5") => {
            Some(text)
        }
        _ => None,
    }
}

/// `2017-04-24`, or with `T11:42:00` when it is not midnight; without the day when that is 0.
fn append_date(text: &mut String, date: ExcelDateTime) {
    let serial = date.as_f64();
    if !(0.0..SERIALS).contains(&serial) {
        // Nothing that Excel could show either.
        append(text, format_args!("{serial}"));
        return;
    }
    if date.is_duration() || serial < 1.0 {
        append_time(text, serial);
        return;
    }
    let (year, month, day, hours, minutes, seconds, millis) = date.to_ymd_hms_milli();
    append(text, format_args!("{year:04}-{month:02}-{day:02}"));
    if (hours, minutes, seconds, millis) != (0, 0, 0, 0) {
        append(text, format_args!("T{hours:02}:{minutes:02}:{seconds:02}"));
        append_millis(text, millis.into());
    }
}

/// A time of day or a duration, whose hours may exceed 24.
fn append_time(text: &mut String, days: f64) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below the last serial number and not negative"
    )]
    let millis = (days * DAY_MILLIS).round() as u64;
    let seconds = millis / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    append(
        text,
        format_args!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
    );
    append_millis(text, millis % 1000);
}

fn append_millis(text: &mut String, millis: u64) {
    if millis != 0 {
        append(text, format_args!(".{millis:03}"));
    }
}

fn append(text: &mut String, value: std::fmt::Arguments<'_>) {
    // A String takes whatever is written to it.
    let _ = text.write_fmt(value);
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn text(data: &DataRef<'_>) -> String {
        kind_and_text(data, &mut String::new()).1.to_owned()
    }

    fn date(serial: f64, kind: ExcelDateTimeType) -> String {
        text(&DataRef::DateTime(ExcelDateTime::new(serial, kind, false)))
    }

    #[test]
    fn numbers_are_short_and_exact() {
        assert_eq!(text(&DataRef::Float(101.0)), "101");
        assert_eq!(text(&DataRef::Float(2.98765e17)), "298765000000000000");
        assert_eq!(text(&DataRef::Float(0.1)), "0.1");
        assert_eq!(text(&DataRef::Int(-7)), "-7");
    }

    #[test]
    fn dates_times_and_durations() {
        use ExcelDateTimeType::{DateTime, TimeDelta};
        assert_eq!(date(42_849.0, DateTime), "2017-04-24");
        assert_eq!(date(42849.4875, DateTime), "2017-04-24T11:42:00");
        assert_eq!(date(0.4875, DateTime), "11:42:00");
        assert_eq!(date(1.5, TimeDelta), "36:00:00");
        assert_eq!(date(-3.0, DateTime), "-3");
        let iso = DataRef::DateTimeIso("2017-04-24T00:00:00".to_owned());
        assert_eq!(text(&iso), "2017-04-24");
    }
}
