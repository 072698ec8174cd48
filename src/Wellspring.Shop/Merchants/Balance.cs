using Wellspring.Core;

namespace Wellspring.Shop.Merchants;

/// <summary>What stands between us and a merchant: owed to the merchant, or, below zero, owed by it.</summary>
public readonly record struct Balance
{
    private Balance(long units) => Units = units;

    public static Balance Zero => default;

    public long Units { get; }

    public static Balance FromUnits(long units) => new(units);

    /// <summary>What is owed to the merchant; zero where it owes us.</summary>
    public Money Owed => Units > 0 ? Money.FromUnits(Units) : Money.Zero;

    public static Balance operator +(Balance left, Balance right) => new(left.Units + right.Units);

    public static Balance operator -(Balance left, Balance right) => new(left.Units - right.Units);

    public static implicit operator Balance(Money amount) => new(amount.Units);

    /// <summary>Yuan with two decimals, or with six where there is more to it than fen.</summary>
    public override string ToString() => Units % Money.UnitsPerFen == 0
        ? Decimals.Write(Units / Money.UnitsPerFen, 2)
        : Decimals.Write(Units, Money.Decimals);
}
