using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Proves that the tax ledger and the pool tell one story: what the pool paid out is what people, platform and tax
/// office
/// got or get.
/// </summary>
public sealed class TaxProof(ShopDatabase database)
{
    /// <summary>The sums over all paid withdrawals, read together.</summary>
    public TaxSums Sums() => database.Read(reader => new TaxSums(
        Sum(reader.Number($"SELECT sum(amount) FROM withdrawals WHERE state = 'paid'")),
        Sum(reader.Number($"SELECT sum(fee) FROM withdrawals WHERE state = 'paid'")),
        Sum(reader.Number($"SELECT sum(tax) FROM tax_lines WHERE state = 'withheld'")),
        Sum(reader.Number($"SELECT sum(amount - fee - tax) FROM withdrawals WHERE state = 'paid'")),
        Sum(reader.Number($"SELECT sum(amount) FROM tax_payments"))));

    private static Money Sum(long? units) => Money.FromUnits(units ?? 0);
}

/// <summary>Both sides of all paid withdrawals.</summary>
/// <param name="Gross">What left the wallets.</param>
/// <param name="Tax">By the tax ledger, not by the withdrawals: the two must agree.</param>
public sealed record TaxSums(Money Gross, Money Fee, Money Tax, Money Net, Money Remitted)
{
    public static TaxSums None { get; } = new(Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero);

    public Money Payable => Tax.LessAtMost(Remitted);

    public bool Balances => Gross == Fee + Tax + Net && Remitted <= Tax;
}
