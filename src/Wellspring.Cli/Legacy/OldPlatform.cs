using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Cli.Legacy;

/// <summary>
/// An invented old platform 老平台样例: its creditors, what it owes them and what they answer, byte for byte repeatable.
/// </summary>
/// <remarks>
/// Claims are heavy-tailed as such debts are: half of the creditors are owed little, a few are owed fortunes. The
/// quantiles are made up and scaled so that the claims add up to the total exactly; docs/concepts/legacy.md lists them.
/// </remarks>
internal sealed class OldPlatform
{
    public const int UsualCreditors = 20_000;
    public const ulong UsualSeed = 1;
    public const int MostCreditors = 200_000;

    /// <summary>The debt of the whole platform.</summary>
    public static readonly Money Total = Money.FromYuan(10_000_000);

    private const int OldestDays = 5 * 365;
    private const int AnswerDays = 150;
    private const int SmallestFen = 100;

    // Relative sizes: the top percent is owed about a third of all.
    private static readonly ImmutableArray<Quantile> Sizes =
    [
        new(0, 20), new(1000, 60), new(2500, 130), new(5000, 320), new(7500, 900), new(9000, 2_600),
        new(9500, 5_200), new(9900, 22_000), new(9970, 60_000), new(9995, 240_000), new(10000, 900_000),
    ];

    // Most claims come from the platform's last good years.
    private static readonly ImmutableArray<Quantile> Ages =
        [new(0, 30), new(1500, 300), new(4500, 700), new(7500, 1_100), new(9200, 1_500), new(10000, OldestDays)];

    private static readonly ImmutableArray<long> Answers = Cumulative(
        [(OldAnswer.Yes, 62), (OldAnswer.YesReducing, 14), (OldAnswer.Part, 3), (OldAnswer.Later, 5),
            (OldAnswer.No, 7), (OldAnswer.Silent, 9)]);

    private static readonly ImmutableArray<long> Kinds = Cumulative(
        [(ClaimKind.Cash, 60), (ClaimKind.OldPoints, 30), (ClaimKind.Goods, 10)]);

    private readonly Dice _dice;
    private readonly DateOnly _end;

    private OldPlatform(ulong seed, DateOnly end) => (_dice, _end) = (new(seed), end);

    /// <summary>The creditors in order of their numbers.</summary>
    /// <param name="end">The day the old platform stopped paying: no claim is younger than a month before it.</param>
    public static ImmutableArray<OldCreditor> Make(int creditors, ulong seed, DateOnly end)
    {
        Invariant.Require(creditors is > 0 and <= MostCreditors, "an old platform has 1 to 200 000 creditors");
        var platform = new OldPlatform(seed, end);
        var amounts = platform.Amounts(creditors);
        var all = ImmutableArray.CreateBuilder<OldCreditor>(creditors);
        for (var index = 0; index < creditors; index++)
        {
            all.Add(platform.Creditor(index + 1, amounts[index]));
        }

        return all.MoveToImmutable();
    }

    // In fen. What rounding down leaves over goes to the largest claim, so that not a fen is missing.
    private long[] Amounts(int creditors)
    {
        var sizes = new long[creditors];
        for (var index = 0; index < creditors; index++)
        {
            sizes[index] = _dice.Drawn(Sizes);
        }

        var total = Total.Units / Money.UnitsPerFen;
        var spread = total - ((long)creditors * SmallestFen);
        var whole = sizes.Sum();
        var amounts = Array.ConvertAll(
            sizes, size => SmallestFen + Exact.MulDiv(size, spread, whole, Rounding.Down));
        amounts[Array.IndexOf(sizes, sizes.Max())] += total - amounts.Sum();
        return amounts;
    }

    private OldCreditor Creditor(int number, long fen)
    {
        var name = "c" + number.ToString("00000", CultureInfo.InvariantCulture);
        var answer = (OldAnswer)_dice.Weighted(Answers);
        var day = (int)_dice.Below(AnswerDays);

        // One in twelve has two claims: money that was never paid, and points nobody can use any more.
        var first = fen >= 20_000 && _dice.Chance(1, 12) ? fen / 100 * (30 + _dice.Below(40)) : fen;
        var claims = ImmutableArray.CreateBuilder<OldClaim>(2);
        claims.Add(Claim($"{name}-1", first));
        if (first < fen)
        {
            claims.Add(Claim($"{name}-2", fen - first));
        }

        var trouble = _dice.Chance(2, 100) ? OldTrouble.Disputed
            : _dice.Chance(1, 400) ? OldTrouble.Inherited
            : _dice.Chance(1, 400) ? OldTrouble.Assigned
            : answer is OldAnswer.Yes && _dice.Chance(1, 150) ? OldTrouble.Revokes
            : OldTrouble.None;
        return new(name, claims.DrainToImmutable(), answer, day, trouble);
    }

    private OldClaim Claim(string id, long fen)
    {
        var kind = (ClaimKind)(_dice.Weighted(Kinds) + 1);
        var since = _end.AddDays(-(int)_dice.Drawn(Ages));
        var amount = Money.FromUnits(fen * Money.UnitsPerFen);

        // An old point was promised to be worth ten fen.
        var (quantity, value) = kind is ClaimKind.OldPoints
            ? (Points.FromUnits(fen * (Points.UnitsPerPoint / 10)), Money.FromUnits(Money.UnitsPerFen * 10))
            : ((Points?)null, (Money?)null);
        var evidence = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo evidence {id}")));
        return new(id, kind, amount, quantity, value, since, evidence);
    }

    private static ImmutableArray<long> Cumulative<T>(ReadOnlySpan<(T What, long Weight)> weights)
    {
        var sum = 0L;
        var all = ImmutableArray.CreateBuilder<long>(weights.Length);
        foreach (var (_, weight) in weights)
        {
            all.Add(sum += weight);
        }

        return all.MoveToImmutable();
    }
}

/// <summary>One claim as the old platform's books have it.</summary>
internal sealed record OldClaim(
    string Id, ClaimKind Kind, Money Amount, Points? Quantity, Money? UnitValue, DateOnly Since, string Evidence);

/// <summary>One creditor, and what becomes of the offer.</summary>
/// <param name="AnswerDay">Days after the offer at which the answer comes.</param>
internal sealed record OldCreditor(
    string Name, ImmutableArray<OldClaim> Claims, OldAnswer Answer, int AnswerDay, OldTrouble Trouble)
{
    public Money Amount => Claims.Aggregate(Money.Zero, (sum, claim) => sum + claim.Amount);

    public bool SaysYes => Answer is OldAnswer.Yes or OldAnswer.YesReducing or OldAnswer.Part;
}

/// <summary>What creditors say to the offer.</summary>
internal enum OldAnswer
{
    Yes,

    /// <summary>Yes, and what points bring is taken off the claim.</summary>
    YesReducing,

    /// <summary>Yes to half of it.</summary>
    Part,
    Later,
    No,

    /// <summary>Never answers, however often reminded.</summary>
    Silent,
}

/// <summary>What else happens to some claims.</summary>
internal enum OldTrouble
{
    None,
    Disputed,
    Inherited,
    Assigned,

    /// <summary>Takes the consent back before the first coin is spent.</summary>
    Revokes,
}
