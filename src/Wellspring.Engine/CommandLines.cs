using System.Text;
using System.Text.Json;
using Wellspring.Core.Pools;

namespace Wellspring.Engine;

/// <summary>Reads commands that arrive together, one a line.</summary>
public static class CommandLines
{
    /// <summary>All commands of the lines, or the first mistake: then none of them counts.</summary>
    /// <param name="utf8">Empty lines are passed over.</param>
    public static (IReadOnlyList<PoolCommand> Commands, LineMistake? Mistake) Read(
        ReadOnlySpan<byte> utf8, int most = PoolWriter.SubmissionLimit)
    {
        var commands = new List<PoolCommand>();
        var number = 0L;
        foreach (var range in utf8.Split((byte)'\n'))
        {
            number++;
            var line = utf8[range].Trim("\r \t"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            if (commands.Count == most)
            {
                return ([], new(number, $"一次最多 {most} 条命令，请分几次提交。",
                    $"At most {most} commands at once; submit them in parts."));
            }

            var read = CommandText.Read(Encoding.UTF8.GetString(line));
            if (read.Command is not { } command)
            {
                return ([], new(number, read.Mistake!.Zh, read.Mistake.En));
            }

            commands.Add(command);
        }

        return (commands, null);
    }
}

/// <summary>What is wrong with a line among several, and with which; line 0 is about all of them.</summary>
public sealed record LineMistake(long Line, string Zh, string En)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static LineMistake FromJson(byte[] json) => JsonSerializer.Deserialize<LineMistake>(json)!;
}
