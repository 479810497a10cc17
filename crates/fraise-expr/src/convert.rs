//! `sqlparser`'s tree to ours. What is not taken over here is not in the language.

use std::ops::Range;

use sqlparser::ast::{
    self, CastKind, CeilFloorKind, DuplicateTreatment, Expr as Sql, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, Ident, ObjectNamePart, Spanned, Value,
};

use crate::{
    BinaryOp, Expr, ExprKind, Name, SyntaxError, UnaryOp, locate::Locator, type_syntax::parse_type_only,
};

type Outcome<T> = Result<T, Vec<SyntaxError>>;

/// One expression.
pub(crate) fn expr(sql: &Sql, at: &Locator<'_>) -> Outcome<Expr> {
    let range = at.range(sql.span());
    let kind = match sql {
        Sql::Nested(inner) => return expr(inner, at),
        Sql::Identifier(ident) => ExprKind::Path(vec![name(ident, at)]),
        Sql::CompoundIdentifier(idents) => ExprKind::Path(idents.iter().map(|it| name(it, at)).collect()),
        Sql::Value(value) => literal(&value.value, range.clone())?,
        Sql::UnaryOp { op, expr: operand } => unary(*op, operand, &range, at)?,
        Sql::BinaryOp { left, op, right } => binary(binary_op(op, &range)?, left, right, at)?,
        Sql::IsDistinctFrom(left, right) => binary(BinaryOp::IsDistinctFrom, left, right, at)?,
        Sql::IsNotDistinctFrom(left, right) => binary(BinaryOp::IsNotDistinctFrom, left, right, at)?,
        Sql::IsNull(operand) => ExprKind::IsNull { operand: boxed(operand, at)?, negated: false },
        Sql::IsNotNull(operand) => ExprKind::IsNull { operand: boxed(operand, at)?, negated: true },
        Sql::Like { negated, any: false, expr: operand, pattern, escape_char: None } => {
            binary(if *negated { BinaryOp::NotLike } else { BinaryOp::Like }, operand, pattern, at)?
        }
        Sql::ILike { negated, any: false, expr: operand, pattern, escape_char: None } => {
            binary(if *negated { BinaryOp::NotIlike } else { BinaryOp::Ilike }, operand, pattern, at)?
        }
        Sql::InList { expr: operand, list, negated } => {
            ExprKind::In { operand: boxed(operand, at)?, list: all(list.iter(), at)?, negated: *negated }
        }
        Sql::Between { expr: operand, negated, low, high } => ExprKind::Between {
            operand: boxed(operand, at)?,
            low: boxed(low, at)?,
            high: boxed(high, at)?,
            negated: *negated,
        },
        Sql::AnyOp { left, compare_op: ast::BinaryOperator::Eq, right, .. } => {
            ExprKind::AnyOf { operand: boxed(left, at)?, list: boxed(right, at)? }
        }
        Sql::Case { operand, conditions, else_result, .. } => ExprKind::Case {
            operand: operand.as_ref().map(|it| boxed(it, at)).transpose()?,
            branches: conditions
                .iter()
                .map(|it| Ok((expr(&it.condition, at)?, expr(&it.result, at)?)))
                .collect::<Outcome<_>>()?,
            otherwise: else_result.as_ref().map(|it| boxed(it, at)).transpose()?,
        },
        Sql::Cast { kind: CastKind::Cast, expr: operand, data_type, format: None, .. } => {
            let ty = parse_type_only(&type_text(data_type))
                .map_err(|it| vec![SyntaxError { range: range.clone(), ..it }])?;
            ExprKind::Cast { operand: boxed(operand, at)?, ty: Box::new(ty) }
        }
        // `user` and its kin are functions without parentheses to SQL, and names here.
        Sql::Function(Function { name: word, args: FunctionArguments::None, .. }) => {
            match word.0.as_slice() {
                [ObjectNamePart::Identifier(ident)] => ExprKind::Path(vec![name(ident, at)]),
                _ => return Err(vec![not_in_the_language(sql, range)]),
            }
        }
        Sql::CompoundFieldAccess { root, access_chain } => {
            ExprKind::Path(dotted(sql, root, access_chain, at)?)
        }
        Sql::Function(function) => call(function, at)?,
        Sql::Extract { field, expr: operand, .. } => {
            let unit = Expr { kind: ExprKind::Text(field.to_string().to_lowercase()), range: range.clone() };
            keyword_call("extract", vec![unit, expr(operand, at)?], &range)
        }
        Sql::Position { expr: operand, r#in } => {
            keyword_call("position", vec![expr(operand, at)?, expr(r#in, at)?], &range)
        }
        Sql::Substring { expr: operand, substring_from, substring_for, .. } => {
            let parts = std::iter::once(operand).chain(substring_from).chain(substring_for);
            keyword_call("substring", all(parts.map(AsRef::as_ref), at)?, &range)
        }
        Sql::Trim { trim_where: None, trim_what: None, expr: operand, trim_characters: None } => {
            keyword_call("trim", vec![expr(operand, at)?], &range)
        }
        Sql::Ceil { expr: operand, field: CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime) } => {
            keyword_call("ceil", vec![expr(operand, at)?], &range)
        }
        Sql::Floor { expr: operand, field: CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime) } => {
            keyword_call("floor", vec![expr(operand, at)?], &range)
        }
        other => return Err(vec![not_in_the_language(other, range)]),
    };
    Ok(Expr { kind, range })
}

/// `user.name`, which begins with a word that SQL takes for a function.
fn dotted(whole: &Sql, root: &Sql, chain: &[ast::AccessExpr], at: &Locator<'_>) -> Outcome<Vec<Name>> {
    let wrong = || vec![not_in_the_language(whole, at.range(whole.span()))];
    let ExprKind::Path(mut names) = expr(root, at)?.kind else { return Err(wrong()) };
    for part in chain {
        match part {
            ast::AccessExpr::Dot(Sql::Identifier(ident)) => names.push(name(ident, at)),
            ast::AccessExpr::Dot(_) | ast::AccessExpr::Subscript(_) => return Err(wrong()),
        }
    }
    Ok(names)
}

fn boxed(sql: &Sql, at: &Locator<'_>) -> Outcome<Box<Expr>> {
    expr(sql, at).map(Box::new)
}

/// All of a list, or all errors of it.
fn all<'a>(list: impl Iterator<Item = &'a Sql>, at: &Locator<'_>) -> Outcome<Vec<Expr>> {
    let mut good = Vec::new();
    let mut errors = Vec::new();
    for item in list {
        match expr(item, at) {
            Ok(it) => good.push(it),
            Err(mut it) => errors.append(&mut it),
        }
    }
    if errors.is_empty() { Ok(good) } else { Err(errors) }
}

fn name(ident: &Ident, at: &Locator<'_>) -> Name {
    Name { text: ident.value.clone(), range: at.range(ident.span) }
}

fn literal(value: &Value, range: Range<usize>) -> Outcome<ExprKind> {
    Ok(match value {
        Value::Null => ExprKind::Null,
        Value::Boolean(it) => ExprKind::Bool(*it),
        Value::Number(digits, false) if digits.bytes().all(|it| it.is_ascii_digit() || it == b'.') => {
            ExprKind::Number(plain_number(digits))
        }
        Value::SingleQuotedString(text) => ExprKind::Text(text.clone()),
        _ => {
            let error = SyntaxError::new("this kind of literal is not of the expression language", range);
            return Err(vec![
                error.help("Texts stand in single quotes, numbers are digits with at most one point."),
            ]);
        }
    })
}

/// `.5` and `5.` with digits on both sides of the point.
fn plain_number(digits: &str) -> String {
    match digits.split_once('.') {
        Some((whole, part)) => {
            format!(
                "{}.{}",
                if whole.is_empty() { "0" } else { whole },
                if part.is_empty() { "0" } else { part }
            )
        }
        None => digits.to_owned(),
    }
}

fn unary(op: ast::UnaryOperator, operand: &Sql, range: &Range<usize>, at: &Locator<'_>) -> Outcome<ExprKind> {
    let op = match op {
        ast::UnaryOperator::Minus => UnaryOp::Minus,
        ast::UnaryOperator::Not => UnaryOp::Not,
        ast::UnaryOperator::Plus => return Ok(expr(operand, at)?.kind),
        other => {
            let message = format!("the operator `{other}` is not of the expression language");
            return Err(vec![SyntaxError::new(message, range.clone())]);
        }
    };
    Ok(ExprKind::Unary(op, boxed(operand, at)?))
}

fn binary(op: BinaryOp, left: &Sql, right: &Sql, at: &Locator<'_>) -> Outcome<ExprKind> {
    match (expr(left, at), expr(right, at)) {
        (Ok(left), Ok(right)) => Ok(ExprKind::Binary(op, Box::new(left), Box::new(right))),
        (Err(mut errors), Err(mut more)) => {
            errors.append(&mut more);
            Err(errors)
        }
        (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
    }
}

fn binary_op(op: &ast::BinaryOperator, range: &Range<usize>) -> Outcome<BinaryOp> {
    use ast::BinaryOperator as Op;
    Ok(match op {
        Op::Or => BinaryOp::Or,
        Op::And => BinaryOp::And,
        Op::Eq => BinaryOp::Equal,
        Op::NotEq => BinaryOp::NotEqual,
        Op::Lt => BinaryOp::Less,
        Op::LtEq => BinaryOp::LessOrEqual,
        Op::Gt => BinaryOp::Greater,
        Op::GtEq => BinaryOp::GreaterOrEqual,
        Op::PGRegexMatch => BinaryOp::Matches,
        Op::Plus => BinaryOp::Plus,
        Op::Minus => BinaryOp::Minus,
        Op::Multiply => BinaryOp::Times,
        Op::Divide => BinaryOp::Divide,
        Op::Modulo => BinaryOp::Modulo,
        Op::StringConcat => BinaryOp::Concat,
        other => {
            let message = format!("the operator `{other}` is not of the expression language");
            return Err(vec![SyntaxError::new(message, range.clone())]);
        }
    })
}

/// A call that SQL writes with words between its arguments.
fn keyword_call(function: &str, arguments: Vec<Expr>, range: &Range<usize>) -> ExprKind {
    let name = Name { text: function.to_owned(), range: range.clone() };
    ExprKind::Call { name, arguments, star: false, distinct: false, filter: None }
}

fn call(function: &Function, at: &Locator<'_>) -> Outcome<ExprKind> {
    let range = at.range(function.span());
    let [ObjectNamePart::Identifier(ident)] = function.name.0.as_slice() else {
        let error = SyntaxError::new("a function's name has no dots", range);
        return Err(vec![error.help("The functions of the language are in no schema.")]);
    };
    let FunctionArguments::List(list) = &function.args else {
        return Err(vec![SyntaxError::new("a call takes values, no query", range)]);
    };
    let plain = list.clauses.is_empty()
        && function.over.is_none()
        && function.within_group.is_empty()
        && function.null_treatment.is_none()
        && matches!(function.parameters, FunctionArguments::None);
    if !plain {
        let error = SyntaxError::new("a call has arguments and a filter, nothing more", range);
        return Err(vec![
            error.help("Windows, `order by` and `within group` are not of the expression language."),
        ]);
    }
    let mut arguments = Vec::new();
    let mut star = false;
    for argument in &list.args {
        match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(it)) => arguments.push(expr(it, at)?),
            FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => star = true,
            FunctionArg::Unnamed(_) | FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => {
                return Err(vec![SyntaxError::new("an argument is a value", range)]);
            }
        }
    }
    let name = name(ident, at);
    Ok(ExprKind::Call {
        name: Name { text: name.text.to_lowercase(), range: name.range },
        arguments,
        star,
        distinct: matches!(list.duplicate_treatment, Some(DuplicateTreatment::Distinct)),
        filter: function.filter.as_ref().map(|it| boxed(it, at)).transpose()?,
    })
}

/// A type as our own grammar writes it: SQL's words in small letters, names of the schema as they are.
fn type_text(data_type: &ast::DataType) -> String {
    match data_type {
        ast::DataType::Custom(..) => data_type.to_string(),
        _ => data_type.to_string().to_lowercase(),
    }
}

fn not_in_the_language(sql: &Sql, range: Range<usize>) -> SyntaxError {
    let help = match sql {
        Sql::IsTrue(_) | Sql::IsNotFalse(_) => {
            "A condition holds only when it is true; write it alone, or with `coalesce(x, false)`."
        }
        Sql::IsFalse(_) | Sql::IsNotTrue(_) => "Write `not x`, or `not coalesce(x, false)`.",
        Sql::AtTimeZone { .. } => "Write `day_start(date, zone)` or `date_trunc('day', x, zone)`.",
        Sql::Interval(_) => "Write `cast('7 days' as interval)`.",
        Sql::TypedString(_) => {
            "Write `cast('2026-01-01' as date)`, or the text alone where its type is known."
        }
        Sql::SimilarTo { .. } => "Write `~` with a regular expression.",
        Sql::Subquery(_) | Sql::Exists { .. } | Sql::InSubquery { .. } => {
            "Follow relations by paths, and sum over them by aggregates: `sum(items.total)`."
        }
        _ => "It has literals, operators, paths, calls, `case`, `cast`, `in`, `between`, `is null`.",
    };
    SyntaxError::new("this form is not of the expression language", range).help(help)
}
