using System.Collections.Immutable;
using System.Globalization;

namespace Wellspring.Proof;

/// <summary>
/// A log's size and root at one moment 检查点, in the words of C2SP tlog-checkpoint; a signed note carries it.
/// </summary>
/// <param name="Origin">Which log: a name that never changes, such as <c>example.org/pool-1</c>.</param>
/// <param name="Extensions">Lines of our own behind the three that every checkpoint has.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root, ImmutableArray<string> Extensions)
{
    /// <exception cref="FormatException">It is no checkpoint; the message says what is wrong.</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[0].Length == 0
            || lines[3..^1].Any(line => line.Length == 0))
        {
            throw new FormatException("a checkpoint is origin, size and root, each on a line, and no empty line");
        }

        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1])
        {
            throw new FormatException($"a checkpoint's second line is its size, not \"{lines[1]}\"");
        }

        return Digest.FromBase64(lines[2]) is { } root
            ? new(lines[0], size, root, [.. lines[3..^1]])
            : throw new FormatException($"a checkpoint's third line is its root in Base64, not \"{lines[2]}\"");
    }

    public bool Equals(Checkpoint? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => Root.GetHashCode();

    /// <summary>The text that is signed.</summary>
    public override string ToString() =>
        string.Join('\n', [Origin, Size.ToString(CultureInfo.InvariantCulture), Root.ToString(), .. Extensions, ""]);
}
