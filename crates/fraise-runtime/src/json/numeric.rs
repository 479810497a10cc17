//! `numeric` as text, with all its digits and its scale.
//!
//! The wire has groups of four decimal digits, the weight of the first group (in groups), a sign, and the scale that
//! is shown: 1.50 is `[1, 5000]`, weight 0, scale 2.

use super::text;
use super::wire::{Malformed, Wire};

/// Appends the digits.
pub(crate) fn write(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let mut wire = Wire(bytes);
    let count = wire.i16()?;
    let weight = wire.i16()?;
    let sign = wire.u16()?;
    let scale = usize::from(wire.u16()?);
    match sign {
        0x0000 => {}
        0x4000 => out.push(b'-'),
        0xC000 => return word(b"NaN", out),
        0xD000 => return word(b"Infinity", out),
        0xF000 => return word(b"-Infinity", out),
        _ => return Err(Malformed("numeric of unknown sign")),
    }
    let mut left = count;
    let mut next = |wire: &mut Wire<'_>| -> Result<i16, Malformed> {
        if left == 0 {
            return Ok(0);
        }
        left -= 1;
        wire.i16()
    };
    if weight < 0 {
        out.push(b'0');
    }
    for place in 0..=weight {
        let group = next(&mut wire)?;
        if place == 0 {
            text::display(group, out);
        } else {
            text::display(format_args!("{group:04}"), out);
        }
    }
    if scale == 0 {
        return Ok(());
    }
    out.push(b'.');
    let start = out.len();
    // Groups between the point and the first group that is sent are zeros.
    let skipped = usize::try_from(-1 - i32::from(weight)).unwrap_or(0);
    out.extend(std::iter::repeat_n(b'0', skipped.saturating_mul(4)));
    while out.len() - start < scale {
        let group = next(&mut wire)?;
        text::display(format_args!("{group:04}"), out);
    }
    out.truncate(start + scale);
    Ok(())
}

fn word(word: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    out.extend_from_slice(word);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    fn shown(weight: i16, sign: u16, scale: u16, groups: &[i16]) -> String {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&i16::try_from(groups.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(&weight.to_be_bytes());
        bytes.extend_from_slice(&sign.to_be_bytes());
        bytes.extend_from_slice(&scale.to_be_bytes());
        groups.iter().for_each(|group| bytes.extend_from_slice(&group.to_be_bytes()));
        let mut out = Vec::new();
        super::write(&bytes, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_scale_is_kept() {
        assert_eq!(shown(0, 0, 2, &[1, 5000]), "1.50");
        assert_eq!(shown(0, 0x4000, 2, &[1]), "-1.00");
        assert_eq!(shown(0, 0, 2, &[]), "0.00");
        assert_eq!(shown(-2, 0, 8, &[12]), "0.00000012");
        assert_eq!(shown(-1, 0, 3, &[100]), "0.010");
        assert_eq!(shown(2, 0, 0, &[1, 2]), "100020000");
    }
}
