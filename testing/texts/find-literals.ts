/**
 * Finds texts that a component of the dashboard writes itself instead of taking them from the catalogue in
 * web/src/texts. Reads the syntax tree, so that class names, keys and addresses are no texts.
 */
import { ts } from '@ts-morph/common';

/** Properties and attributes whose values a person reads. */
const TEXT_NAMES: ReadonlySet<string> = new Set([
  ...['title', 'label', 'name', 'caption', 'note', 'summary', 'subtitle', 'placeholder', 'alt', 'aria-label', 'text'],
  ...['detail', 'xTitle', 'yTitle', 'xName', 'yName', 'diagonalName', 'what', 'message'],
]);
/** Values of these are read by machines. */
const CODE_NAMES: ReadonlySet<string> = new Set(['className', 'style', 'href', 'd', 'viewBox', 'key', 'id']);
/** Operators whose value can be that of the text. */
const RESULT_OPERATORS: readonly ts.SyntaxKind[] = [
  ...[ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken],
  ...[ts.SyntaxKind.PlusToken, ts.SyntaxKind.QuestionQuestionToken],
];
const LETTERS = /\p{L}{2}/u;
/** Two words with a space between them. */
const PROSE = /\p{L}{2,}[,.:;!?]? \p{L}+/u;
/** A word that begins like a heading. */
const HEADING = /^\p{Lu}\p{Ll}+/u;

export interface TextLiteral {
  line: number;
  text: string;
}

/** The texts that a source file writes itself, in their order. */
export function findTextLiterals(path: string, source: string): TextLiteral[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: TextLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (isCode(node)) return;
    const text = readText(node);
    if (text !== undefined && isRead(node, text)) {
      found.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: text.trim() });
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** Imports, types, class names, and errors that only a developer causes. */
function isCode(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText());
  if (ts.isJsxAttribute(node)) return CODE_NAMES.has(node.name.getText()) || isElementName(node);
  return ts.isPropertyAssignment(node) && CODE_NAMES.has(node.name.getText());
}

/** The `name` of an `input` groups fields; the `name` of a component is shown. */
function isElementName(attribute: ts.JsxAttribute): boolean {
  const element = attribute.parent.parent as ts.JsxOpeningLikeElement;
  return attribute.name.getText() === 'name' && /^[a-z]/.test(element.tagName.getText());
}

function readText(node: ts.Node): string | undefined {
  if (ts.isJsxText(node) || ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : undefined;
}

function isRead(node: ts.Node, text: string): boolean {
  if (!LETTERS.test(text)) return false;
  return ts.isJsxText(node) || PROSE.test(text) || (HEADING.test(text) && !isCompared(node)) || isShown(node);
}

/** Such as the name of a key in `event.key === 'Enter'`. */
function isCompared({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
}

/** Whether the text can become the value of a child or of a property that a person reads. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isJsxExpression(parent)) return !ts.isJsxAttribute(parent.parent) || isShown(parent);
  if (ts.isJsxAttribute(parent)) return TEXT_NAMES.has(parent.name.getText());
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && TEXT_NAMES.has(parent.name.getText());
  if (ts.isConditionalExpression(parent)) return parent.condition !== node && isShown(parent);
  if (ts.isBinaryExpression(parent)) {
    return RESULT_OPERATORS.includes(parent.operatorToken.kind) && isShown(parent);
  }
  const isWrapper =
    ts.isParenthesizedExpression(parent) || ts.isTemplateSpan(parent) || ts.isTemplateExpression(parent);
  return (isWrapper || ts.isAsExpression(parent)) && isShown(parent);
}
