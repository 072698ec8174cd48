using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Wellspring.Core.Pools;

/// <summary>Commands as people and programs write them, one JSON object a line: docs/reference/commands.md.</summary>
public static class CommandText
{
    /// <summary>The longest line, in UTF-16 units as <see cref="string.Length"/> counts them.</summary>
    public const int LineLimit = 65_536;

    private const int DepthLimit = 8;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = DepthLimit,
    };

    /// <summary>Reads one line. Whatever stands in it, the answer is a command or a mistake, never a throw.</summary>
    public static CommandLine Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return Wrong("这一行是空的，请写一条命令，或删去这一行。", "This line is empty; write a command or remove the line.");
        }

        if (line.Length > LineLimit)
        {
            return Wrong($"这一行有 {line.Length} 个字符，最多 {LineLimit} 个，请拆成几条命令。",
                $"This line has {line.Length} characters, at most {LineLimit} fit; send several commands instead.");
        }

        if (FindHalfCharacter(line) is >= 0 and var half)
        {
            return Wrong($"第 {half + 1} 个字符只有半个（孤立的 UTF-16 代理项），请按 UTF-8 重新保存。",
                $"Character {half + 1} is only half of one (a lone UTF-16 surrogate); save the text as UTF-8 again.");
        }

        var utf8 = Encoding.UTF8.GetBytes(line);
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return CommandReader.Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            return Broken(utf8, broken);
        }
    }

    /// <summary>The canonical line: fields in one order, short amounts, UTC, nothing that says its default.</summary>
    public static string Write(PoolCommand command) => CommandWriter.Write(command);

    private static CommandLine Wrong(string zh, string en) => CommandLine.Of(new Mistake(zh, en));

    /// <summary>Why it is not JSON as we want it. Only here is a line parsed twice.</summary>
    private static CommandLine Broken(byte[] utf8, JsonException broken)
    {
        if (TryParse(utf8, new() { MaxDepth = DepthLimit }, out var doubled))
        {
            using (doubled)
            {
                var name = Shown.Of(DoubledName(doubled.RootElement) ?? "");
                return Wrong($"“{name}”写了两次，请只留一个。", $"\"{name}\" stands here twice; keep one of them.");
            }
        }

        if (TryParse(utf8, new() { MaxDepth = LineLimit }, out var deep))
        {
            deep.Dispose();
            return Wrong($"嵌套超过 {DepthLimit} 层，命令没有这么深，请按命令说明改写。",
                $"This is nested more than {DepthLimit} deep, and no command is; write it as the reference shows.");
        }

        var before = (int)Math.Clamp(broken.BytePositionInLine ?? 0, 0, utf8.Length);
        var place = Encoding.UTF8.GetCharCount(utf8, 0, before) + 1;
        return Wrong($"第 {place} 个字符处不是有效的 JSON，请检查引号、逗号和括号；一行只写一个对象，不写注释。",
            $"Not valid JSON at character {place}; look at quotes, commas and braces: one object a line, no comments.");
    }

    private static bool TryParse(
        byte[] utf8, JsonDocumentOptions options, [NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(utf8, options);
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    private static string? DoubledName(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().CountBy(one => one.Name)
                .FirstOrDefault(one => one.Value > 1).Key
            ?? element.EnumerateObject().Select(one => DoubledName(one.Value)).FirstOrDefault(name => name is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(DoubledName).FirstOrDefault(name => name is not null),
        _ => null,
    };

    /// <summary>
    /// Where a surrogate stands without its other half, as itself or written as <c>\ud83d</c>; −1 if nowhere. The
    /// JSON reader lets the written ones pass and throws when the text is asked for.
    /// </summary>
    private static int FindHalfCharacter(string line)
    {
        for (var place = 0; place < line.Length;)
        {
            var unit = Unit(line, place, out var length);
            if (char.IsHighSurrogate(unit) && place + length < line.Length
                && char.IsLowSurrogate(Unit(line, place + length, out var next)) && next == length)
            {
                length += next;
            }
            else if (char.IsSurrogate(unit))
            {
                return place;
            }

            place += length;
        }

        return -1;
    }

    /// <summary>The UTF-16 unit at a place: six characters long when it is written as <c>\uXXXX</c>.</summary>
    private static char Unit(string line, int place, out int length)
    {
        length = 1;
        if (line[place] != '\\' || place + 1 >= line.Length)
        {
            return line[place];
        }

        // The character after any other backslash is taken along, so that the second of two begins no escape.
        length = 2;
        if (line[place + 1] != 'u' || place + 6 > line.Length || !ushort.TryParse(
            line.AsSpan(place + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return '\\';
        }

        length = 6;
        return (char)unit;
    }
}

/// <summary>One line, read: the command that stands in it, or what is wrong with it.</summary>
public sealed record CommandLine
{
    private CommandLine(PoolCommand? command, Mistake? mistake) => (Command, Mistake) = (command, mistake);

    public PoolCommand? Command { get; }

    public Mistake? Mistake { get; }

    [MemberNotNullWhen(true, nameof(Command))]
    [MemberNotNullWhen(false, nameof(Mistake))]
    public bool IsCommand => Command is not null;

    internal static CommandLine Of(PoolCommand command) => new(command, null);

    internal static CommandLine Of(Mistake mistake) => new(null, mistake);
}

/// <summary>What is wrong with a line: a sentence that names the place and the mend, in both languages.</summary>
public sealed record Mistake(string Zh, string En);
