namespace Wellspring.Engine.Keys;

/// <summary>Says at once, without the disk, that a run does not hold a key; wrong about once in a thousand.</summary>
/// <remarks>
/// A blocked Bloom filter: the high half of a key picks one cache line, the low half one bit in each of its 8 words.
/// Keys arrive sorted, so building one walks through memory in order.
/// </remarks>
internal sealed class KeyFilter(ulong[] words)
{
    // 15 rather than 16: a merge holds the new filter beside the old ones, and both together stay under 4 bytes a key.
    private const long BitsPerKey = 15;
    private const int BlockWords = 8;
    private const int BlockBits = BlockWords * 64;

    private readonly ulong _blocks = (ulong)(words.Length / BlockWords);

    public ulong[] Words => words;

    public static long WordsFor(long keys) =>
        Math.Max(1, ((keys * BitsPerKey) + BlockBits - 1) / BlockBits) * BlockWords;

    public void Add(in KeyEntry entry)
    {
        var block = BlockOf(entry);
        for (var word = 0; word < BlockWords; word++)
        {
            block[word] |= Bit(entry, word);
        }
    }

    public bool MayHold(in KeyEntry entry)
    {
        // No early exit: one branch that is nearly always the same lets the processor run ahead to the next run.
        var block = BlockOf(entry);
        var missing = 0UL;
        for (var word = 0; word < BlockWords; word++)
        {
            missing |= Bit(entry, word) & ~block[word];
        }

        return missing == 0;
    }

    private static ulong Bit(in KeyEntry entry, int word) => 1UL << (int)((entry.Low >> (6 * word)) & 63);

    private Span<ulong> BlockOf(in KeyEntry entry) =>
        words.AsSpan((int)Math.BigMul(entry.High, _blocks, out _) * BlockWords, BlockWords);
}
