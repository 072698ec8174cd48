using Wellspring.Core;

namespace Wellspring.Shop.Legacy;

/// <summary>How worried to be about the settlement fund.</summary>
public enum FundLevel
{
    /// <summary>Nothing is to be paid from it: no coins are out.</summary>
    Idle,
    Enough,

    /// <summary>At the present pace it runs dry soon.</summary>
    Low,

    /// <summary>Nothing is free: orders with coins are refused.</summary>
    Empty,
}

/// <summary>How long the settlement fund 结算资金 lasts: what is free, beside what coin orders lately took.</summary>
/// <param name="Free">What new coin orders can still take.</param>
/// <param name="Held">What orders on their way hold.</param>
/// <param name="CoinsFree">Coins out that are on no order yet.</param>
/// <param name="Taken">What coin orders took in the last <see cref="Window"/> days, deposits too.</param>
public sealed record FundCoverage(Money Free, Money Held, Money CoinsFree, Money Taken)
{
    /// <summary>Days that the pace is measured over.</summary>
    public const int Window = 30;

    /// <summary>Fewer days than this are a warning: time to find money.</summary>
    public const int WarnDays = 30;

    /// <summary>Full days that what is free lasts at the pace of the window; null where nothing was taken.</summary>
    public long? DaysLeft => Taken == Money.Zero ? null
        : (long)((Int128)Free.Units * Window / Taken.Units);

    public FundLevel Level => Free == Money.Zero && CoinsFree > Money.Zero ? FundLevel.Empty
        : DaysLeft < WarnDays ? FundLevel.Low
        : CoinsFree == Money.Zero ? FundLevel.Idle
        : FundLevel.Enough;

    /// <summary>What would be needed so that every coin that is out could be spent today.</summary>
    public Money NeededFor(Rate coinRate, Rate depositRate)
    {
        var value = coinRate.Of(CoinsFree);
        return value + depositRate.Of(value);
    }
}
