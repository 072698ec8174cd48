namespace Wellspring.Core.Legacy;

/// <summary>The part of a pending order that coins pay, and what of the settlement fund waits for it.</summary>
/// <param name="Coins">Held until finality or refund, in yuan of claim.</param>
/// <param name="Value">What they pay of the order: the operator owes the merchant as much.</param>
/// <param name="Deposit">What the operator puts into the pool for the creditor's points at finality.</param>
public sealed record PendingCoins(Money Coins, Money Value, Money Deposit);

/// <summary>The coin part of a settled order.</summary>
/// <param name="Points">Locked points that the deposit minted, in the settlement's scale.</param>
public sealed record SettledCoins(Money Coins, Money Value, Money Deposit, Points Points);

/// <summary>What a reversal needs of a settled order's coin part, and what was taken back so far.</summary>
/// <param name="Points">Locked points that were minted, in the row's scale, as is <paramref name="Demanded"/>.</param>
/// <param name="Restored">Coins given back.</param>
/// <param name="Returned">Value that came back to the fund.</param>
/// <param name="DepositBack">Deposit that came back to the fund.</param>
public sealed record CoinRow(
    Money Coins, Money Value, Money Deposit, Points Points, Money Restored, Money Returned, Money DepositBack,
    Points Demanded)
{
    public static CoinRow? Of(SettledCoins? coins) => coins is null ? null : new(
        coins.Coins, coins.Value, coins.Deposit, coins.Points, Money.Zero, Money.Zero, Money.Zero, Points.Zero);
}

/// <summary>The coin part of one refund before finality.</summary>
public sealed record CoinRefund(Money Coins, Money Value, Money Deposit);

/// <summary>The coin part of one refund after finality.</summary>
/// <param name="Coins">Coins restored.</param>
/// <param name="Value">What the merchant gives back to the fund.</param>
/// <param name="Deposit">What the pool gives back to the fund.</param>
/// <param name="Demanded">Points asked back, in the present scale.</param>
/// <param name="FromLocked">Of them, burnt while still locked.</param>
/// <param name="FromFreed">Of them, burnt though released.</param>
/// <param name="BasisCut">Claim part that the burnt locked points stood for.</param>
public sealed record CoinReversal(
    Money Coins, Money Value, Money Deposit, Points Demanded, Points FromLocked, Points FromFreed, Money BasisCut)
{
    /// <summary>Claim part that the burnt released points stood for.</summary>
    public Money ClaimBasisCut { get; init; }
}
