namespace Wellspring.Simulator;

/// <summary>What the arithmetic of a pool must give, in closed form 规律: simulations are checked against it.</summary>
/// <param name="Kappa">Share of spend that enters the pool.</param>
/// <param name="Mu">Mint ratio.</param>
/// <param name="Payout">Share of a sale's value that is paid, 1 − retention.</param>
/// <param name="Cap">Cap multiple.</param>
public sealed record Laws(double Kappa, double Mu, double Payout, double Cap)
{
    /// <summary>No more than this share of members could ever be paid the cap, were every yuan paid to them.</summary>
    public double MostCapped => Kappa / (Cap * Payout);

    /// <summary>Share selling at once at and above which the price runs away: hardly any holder is left.</summary>
    public double RunawayShare => ((Payout * Cap) - Kappa) / ((Payout * Cap) - (Payout * Kappa * Mu));

    /// <summary>The price after n orders while nobody sells, in start prices.</summary>
    public double PriceAfter(long orders)
    {
        var product = 1.0;
        for (var order = 1L; order < orders; order++)
        {
            product *= 1 + (Mu / order);
        }

        return orders / (Mu * product);
    }

    /// <summary>The exponent a of price ~ orders^a while exits go on; null where the price runs away.</summary>
    public double? Exponent(double atOnce)
    {
        if (atOnce >= RunawayShare)
        {
            return null;
        }

        // Below the root more comes in than points take up, above it less; there is one root.
        var (low, high) = (1e-6, 200.0);
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Balance(atOnce, middle) > 0 ? (low, middle) : (middle, high);
        }

        return low;
    }

    /// <summary>r: which share of all orders so far a member stood at whose points are now worth the cap.</summary>
    public double? CappedFraction(double atOnce) =>
        Exponent(atOnce) is { } exponent ? Portable.Power(Cap / (Mu * Kappa), -1 / exponent) : null;

    /// <summary>Share of all members who were ever capped.</summary>
    public double? ShareCapped(double atOnce) => (1 - atOnce) * CappedFraction(atOnce);

    // Value of what is held, from both ends: what was minted and grew, against what came in and was not paid.
    private double Balance(double h, double a)
    {
        var r = Portable.Power(Cap / (Mu * Kappa), -1 / a);
        var held = (1 - h) * Kappa * Mu * (1 - Portable.Power(r, 1 - a)) / (1 - a);
        return held - (Kappa - (Payout * Kappa * Mu * h) - ((1 - h) * Payout * Cap * r));
    }
}
