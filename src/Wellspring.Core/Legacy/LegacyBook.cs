using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>All claims and creditors of a pool, the settlement fund, and where releases stand.</summary>
/// <remarks>A pool that never heard of an old debt keeps nothing, and its state has the bytes it always had.</remarks>
internal sealed class LegacyBook
{
    private readonly Dictionary<int, Creditor> _creditors = [];
    private Points _locked;
    private int _scale;

    /// <summary>By id, in the order they came; none is ever removed.</summary>
    public Dictionary<string, Claim> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>By member number.</summary>
    public IEnumerable<Creditor> Creditors => _creditors.Values.OrderBy(creditor => creditor.Member.Value);

    public int Count => _creditors.Count;

    public long Consented { get; private set; }

    public Money Claimed { get; private set; }

    public Money Disputed { get; private set; }

    public Money Unconverted { get; private set; }

    public Money Coins { get; private set; }

    public Money CoinsHeld { get; private set; }

    public Money SettledByGoods { get; private set; }

    public Money SettledByProceeds { get; private set; }

    public Money Waived { get; private set; }

    /// <summary>What is free of the operator's settlement fund.</summary>
    public Money Fund { get; set; }

    /// <summary>What coin orders before finality hold of it.</summary>
    public Money FundHeld { get; set; }

    /// <summary>What releases may still unlock by the plan's rule.</summary>
    public Money Allowance { get; set; }

    public bool IsStopped { get; set; }

    /// <summary>Who has locked points, in the order in which they are released.</summary>
    public ReleaseQueue Releases { get; } = new();

    /// <summary>The day of the last release run; 0 before the first.</summary>
    public long LastDay { get; set; }

    public bool IsEmpty => Claims.Count == 0 && Count == 0 && Fund == Money.Zero && FundHeld == Money.Zero
        && !IsStopped && LastDay == 0 && Allowance == Money.Zero;

    public Creditor? Find(MemberNumber member) =>
        Count == 0 ? null : _creditors.GetValueOrDefault((int)member.Value);

    /// <summary>All locked points in the present scale.</summary>
    public Points LockedAt(int scale) => _locked == Points.Zero
        ? Points.Zero
        : Points.FromUnits(_locked.Units * Decimals.PowerOfTen(scale - _scale));

    /// <summary>The claim part that released points of the member's present round stand for.</summary>
    public Money ClaimBasisOf(int member) =>
        Count > 0 && _creditors.TryGetValue(member, out var creditor) ? creditor.ClaimBasis : Money.Zero;

    /// <summary>Changes what is known of a creditor, who becomes one by it, and the totals with it.</summary>
    /// <param name="scale">The present one; the creditor's points stand in it (<see cref="Wallets.Touch"/>).</param>
    public Creditor Change(MemberNumber member, int scale, Action<Creditor> change)
    {
        if (!_creditors.TryGetValue((int)member.Value, out var creditor))
        {
            creditor = new(member) { Scale = scale };
            _creditors.Add((int)member.Value, creditor);
        }

        var hasPoints = creditor.Locked > Points.Zero || creditor.Freed > Points.Zero;
        Invariant.Require(creditor.Scale == scale || !hasPoints, "a creditor's points are in the present scale");
        creditor.Scale = scale;
        (_locked, _scale) = (LockedAt(scale), scale);
        Leave(creditor);
        change(creditor);
        Invariant.Require(creditor.AddsUp, "claim = settled by goods + coins + unconverted + proceeds + waived");
        Enter(creditor);
        Releases.Place((int)member.Value, creditor.Since, creditor.Locked);
        return creditor;
    }

    /// <summary>Puts a creditor back that a state image holds, in the present scale.</summary>
    public void Restore(Creditor creditor)
    {
        Invariant.Require(creditor.AddsUp, "claim = settled by goods + coins + unconverted + proceeds + waived");
        _creditors.Add((int)creditor.Member.Value, creditor);
        (_locked, _scale) = (LockedAt(creditor.Scale), creditor.Scale);
        Enter(creditor);
        Releases.Place((int)creditor.Member.Value, creditor.Since, creditor.Locked);
    }

    private void Enter(Creditor creditor)
    {
        Consented += creditor.HasConsented ? 1 : 0;
        Claimed += creditor.Claimed;
        Disputed += creditor.Disputed;
        Unconverted += creditor.Unconverted;
        Coins += creditor.Coins;
        CoinsHeld += creditor.CoinsHeld;
        SettledByGoods += creditor.SettledByGoods;
        SettledByProceeds += creditor.SettledByProceeds;
        Waived += creditor.Waived;
        _locked += creditor.Locked;
    }

    private void Leave(Creditor creditor)
    {
        Consented -= creditor.HasConsented ? 1 : 0;
        Claimed -= creditor.Claimed;
        Disputed -= creditor.Disputed;
        Unconverted -= creditor.Unconverted;
        Coins -= creditor.Coins;
        CoinsHeld -= creditor.CoinsHeld;
        SettledByGoods -= creditor.SettledByGoods;
        SettledByProceeds -= creditor.SettledByProceeds;
        Waived -= creditor.Waived;
        _locked -= creditor.Locked;
    }
}
