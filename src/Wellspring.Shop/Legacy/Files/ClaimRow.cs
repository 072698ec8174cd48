using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>One claim of the old platform as its row says 债权.</summary>
/// <param name="Creditor">Who is owed: the old platform's account, or a member's id.</param>
/// <param name="Quantity">Of old points, where the amount is quantity × unit value.</param>
/// <param name="Since">The day the claim dates from, counted from 1970-01-01.</param>
/// <param name="Evidence">SHA-256 of the document that proves it.</param>
public sealed record ClaimRow(
    long Line, string Claim, string Creditor, ClaimKind Kind, Money Amount, Points? Quantity, Money? UnitValue,
    long Since, string Evidence, string Origin)
{
    /// <summary>The day as people write it.</summary>
    public string Day => ClaimDays.Write(Since);

    /// <summary>Whether another row says the same of the same claim.</summary>
    public bool IsSameAs(ClaimRow other) => this with { Line = other.Line } == other;
}

/// <summary>What is wrong with a row, where, and what would help.</summary>
/// <param name="Line">Counted from 1, the header's.</param>
/// <param name="Code">Stable, such as <c>claim-twice</c>.</param>
public sealed record RowProblem(long Line, string Code, Bilingual Sentence);

/// <summary>How many claims, and how much in all.</summary>
public readonly record struct ClaimSum(long Claims, Money Amount)
{
    public static ClaimSum operator +(ClaimSum sum, Money one) => new(sum.Claims + 1, sum.Amount + one);

    public static ClaimSum operator +(ClaimSum left, ClaimSum right) =>
        new(left.Claims + right.Claims, left.Amount + right.Amount);
}
