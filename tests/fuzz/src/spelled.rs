//! Expressions and types written out, with every parenthesis and every name in quotes, so that two texts are
//! equal only if their trees are.

use fraise_expr::{Expr, ExprKind, Name, TypeSyntax, UnaryOp};

/// The expression.
pub(crate) fn expr(it: &Expr) -> String {
    match &it.kind {
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(it) => it.to_string(),
        ExprKind::Number(digits) => digits.clone(),
        ExprKind::Text(it) => text(it),
        ExprKind::Path(names) => names.iter().map(name).collect::<Vec<_>>().join("."),
        ExprKind::Unary(UnaryOp::Minus, operand) => format!("(- {})", expr(operand)),
        ExprKind::Unary(UnaryOp::Not, operand) => format!("(not {})", expr(operand)),
        ExprKind::Binary(op, left, right) => format!("({} {} {})", expr(left), op.as_str(), expr(right)),
        ExprKind::IsNull { operand, negated } => format!("({} is{} null)", expr(operand), not(*negated)),
        ExprKind::In { operand, list, negated } => {
            format!("({}{} in ({}))", expr(operand), not(*negated), all(list))
        }
        ExprKind::Between { operand, low, high, negated } => {
            format!("({}{} between {} and {})", expr(operand), not(*negated), expr(low), expr(high))
        }
        ExprKind::AnyOf { operand, list } => format!("({} = any({}))", expr(operand), expr(list)),
        ExprKind::Case { operand, branches, otherwise } => {
            case(operand.as_deref(), branches, otherwise.as_deref())
        }
        ExprKind::Cast { operand, ty: target } => format!("cast({} as {})", expr(operand), ty(target)),
        ExprKind::Call { name, arguments, star, distinct, filter } => {
            let arguments = if *star { "*".to_owned() } else { all(arguments) };
            let distinct = if *distinct { "distinct " } else { "" };
            let filter =
                filter.as_ref().map(|it| format!(" filter (where {})", expr(it))).unwrap_or_default();
            format!("{}({distinct}{arguments}){filter}", quoted(&name.text))
        }
    }
}

fn case(operand: Option<&Expr>, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) -> String {
    let mut said = "case".to_owned();
    said.extend(operand.map(|it| format!(" {}", expr(it))));
    said.extend(branches.iter().map(|(when, then)| format!(" when {} then {}", expr(when), expr(then))));
    said.extend(otherwise.map(|it| format!(" else {}", expr(it))));
    said + " end"
}

/// The type.
pub(crate) fn ty(it: &TypeSyntax) -> String {
    let mut said = it.name.text.clone();
    if !it.arguments.is_empty() {
        let arguments: Vec<String> = it.arguments.iter().map(u32::to_string).collect();
        said += &format!("({})", arguments.join(","));
    }
    match it.list.map(|it| it.bounds) {
        Some(Some((least, most))) => said += &format!("[{least}..{most}]"),
        Some(None) => said += "[]",
        None => {}
    }
    if it.nullable {
        said.push('?');
    }
    said.extend(it.default.as_ref().map(|it| format!(" = {}", expr(it))));
    said
}

fn all(list: &[Expr]) -> String {
    list.iter().map(expr).collect::<Vec<_>>().join(", ")
}

fn not(negated: bool) -> &'static str {
    if negated { " not" } else { "" }
}

fn text(it: &str) -> String {
    format!("'{}'", it.replace('\'', "''"))
}

fn name(it: &Name) -> String {
    quoted(&it.text)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
