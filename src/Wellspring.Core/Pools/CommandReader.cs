using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Wellspring.Core.Pools;

/// <summary>Reads the object of one line and keeps the first thing that is wrong with it.</summary>
internal sealed class CommandReader
{
    private static readonly string[] HeadNames = ["id", "at"];
    private static readonly string[] LineNames = [.. HeadNames, .. CommandForm.All.Select(form => form.Name)];

    private Mistake? _mistake;

    /// <summary>The first thing that was wrong; null while nothing is.</summary>
    public Mistake? Mistake => _mistake;

    public static CommandLine Read(JsonElement root)
    {
        var reader = new CommandReader();
        var command = reader.Command(root);
        return reader._mistake is { } mistake ? CommandLine.Of(mistake) : CommandLine.Of(command!);
    }

    public void Report(string zh, string en) => _mistake ??= new(zh, en);

    /// <summary>Reports the first name that is not <paramref name="known"/>; names are case-sensitive.</summary>
    public void CheckNames(JsonElement element, string path, IReadOnlyCollection<string> known)
    {
        foreach (var one in element.EnumerateObject())
        {
            if (!known.Contains(one.Name))
            {
                var name = Shown.Of(one.Name);
                var (zh, en) = path.Length == 0 ? ("", "There") : ($"{path}：", $"{path}: there");
                var nearest = known.Count == 0 ? null : Nearest.To(one.Name, known);
                var (mendZh, mendEn) = nearest is null
                    ? ("请删去。", "remove it.")
                    : ($"是否要写“{nearest}”？", $"did you mean \"{nearest}\"?");
                Report($"{zh}没有“{name}”这一项，{mendZh}", $"{en} is no field \"{name}\"; {mendEn}");
                return;
            }
        }
    }

    private PoolCommand? Command(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            Report($"这一行是{Kind(root).Zh}，应是一个对象，如 {{\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{{}}}}。",
                $"This line is {Kind(root).En}; a command is an object, as in "
                + "{\"id\":\"o-1\",\"at\":\"…\",\"advanceClock\":{}}.");
            return null;
        }

        if (Form(root) is not { } form)
        {
            return null;
        }

        var head = new CommandFields(this, root, "");
        var (id, at) = (head.Id("id"), head.Time("at"));
        var body = root.GetProperty(form.Name);
        if (body.ValueKind is not JsonValueKind.Object)
        {
            Report($"{form.Name} 是{Kind(body).Zh}，应是一个对象 {{…}}，没有内容就写 {{}}。",
                $"{form.Name} is {Kind(body).En}; write an object {{…}}, or {{}} if there is nothing to say.");
            return null;
        }

        CheckNames(body, form.Name, form.Fields);
        return form.Read(id, at, new(this, body, form.Name));
    }

    /// <summary>The one command the line names; everything else beside <c>id</c> and <c>at</c> is a mistake.</summary>
    private CommandForm? Form(JsonElement root)
    {
        CommandForm? named = null;
        foreach (var one in root.EnumerateObject())
        {
            if (CommandForm.Find(one.Name) is { } form)
            {
                if (named is not null)
                {
                    Report($"这一行有两条命令：{named.Name} 和 {form.Name}，请各写一行，各用一个 id。",
                        $"This line has two commands, {named.Name} and {form.Name}; give each its own line and id.");
                    return null;
                }

                named = form;
            }
            else if (!HeadNames.Contains(one.Name) && one.Value.ValueKind is JsonValueKind.Object)
            {
                var (name, nearest) = (Shown.Of(one.Name), CommandForm.NearestTo(one.Name));
                Report($"没有“{name}”这条命令，是否要写“{nearest}”？",
                    $"There is no command \"{name}\"; did you mean \"{nearest}\"?");
                return null;
            }
        }

        CheckNames(root, "", LineNames);
        if (named is null)
        {
            Report("这一行没有命令，请加上一条，如 \"advanceClock\":{}。",
                "This line names no command; add one, such as \"advanceClock\":{}.");
        }

        return named;
    }

    /// <summary>What stands there, in words.</summary>
    public static (string Zh, string En) Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ("一个对象", "an object"),
        JsonValueKind.Array => ("一个数组", "a list"),
        JsonValueKind.String => ("一段文字", "a text"),
        JsonValueKind.Number => ("一个数字", "a number"),
        JsonValueKind.True or JsonValueKind.False => ("真假值", "true or false"),
        _ => ("空值 null", "null"),
    };
}

/// <summary>A stranger's text as a sentence may carry it: short, and nothing in it moves a cursor.</summary>
internal static class Shown
{
    private const int Longest = 60;

    public static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(IsPrintable(rune) ? rune.ToString() : "\uFFFD");
        }

        return shown.ToString();
    }

    /// <summary>No control character, no line break, no mark that turns the direction of what follows.</summary>
    public static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (>= 0x202A and <= 0x202E) and not (>= 0x2066 and <= 0x2069);
}
