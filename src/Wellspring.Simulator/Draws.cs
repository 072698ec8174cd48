using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>What a draw is for; each purpose has a stream of its own.</summary>
internal enum Purpose
{
    Shape = 1,
    Amount = 2,
    Buyer = 3,
    WhichBuyer = 4,
    Behaviour = 5,
    Holding = 6,
    Return = 7,
    Refund = 8,
    Panic = 9,
    Queue = 10,
    Claim = 11,
    Consent = 12,
    SellOff = 13,
}

/// <summary>
/// Draws by number instead of by turn: the same seed, purpose and item give the same draw, whatever was drawn before.
/// </summary>
/// <remarks>
/// So two plans meet the same buyers (common random numbers), and no order of work changes a result. The item's draw is
/// the one that <see cref="Dice"/> would make at that place of the purpose's stream.
/// </remarks>
internal sealed class Draws
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private readonly ulong[] _streams = new ulong[16];

    public Draws(ulong seed, int replication)
    {
        unchecked
        {
            var key = Mix(seed + ((ulong)replication * 0xD1B54A32D192ED03));
            for (var purpose = 0; purpose < _streams.Length; purpose++)
            {
                _streams[purpose] = Mix(key + ((ulong)purpose * Step));
            }
        }
    }

    public ulong Next(Purpose purpose, long item)
    {
        unchecked
        {
            return Mix(_streams[(int)purpose] + (((ulong)item + 1) * Step));
        }
    }

    /// <summary>A number from 0 to one less than <paramref name="limit"/>.</summary>
    public long Below(Purpose purpose, long item, long limit) =>
        (long)Math.BigMul(Next(purpose, item), (ulong)limit, out _);

    public bool Chance(Purpose purpose, long item, Rate share) =>
        share.Parts > 0 && Below(purpose, item, Rate.PartsPerWhole) < share.Parts;

    /// <summary>Above 0 and at most 1, in steps of 2^-53.</summary>
    public double Uniform(Purpose purpose, long item) => ((Next(purpose, item) >> 11) + 1) * (1.0 / (1L << 53));

    /// <summary>Where a stream begins: for the test that compares it with <see cref="Dice"/>.</summary>
    public ulong StartOf(Purpose purpose) => _streams[(int)purpose];

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
