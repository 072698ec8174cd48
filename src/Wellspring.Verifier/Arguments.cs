using System.Globalization;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>What stands on the command line: one word, and options with a value each.</summary>
internal sealed class Arguments
{
    private static readonly string[] Known =
        ["--key", "--state", "--follow", "--name", "--listen", "--webhook", "--every", "--rounds"];

    private readonly Dictionary<string, string> _options = [];

    private Arguments(string first) => First = first;

    public string First { get; }

    public static Arguments Parse(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            throw new ArgumentsException("请写出要核验的文件或地址。 Name the file or the address to check.");
        }

        var parsed = new Arguments(args[0]);
        for (var place = 1; place < args.Length; place += 2)
        {
            var name = args[place];
            if (!Known.Contains(name) || place + 1 == args.Length || !parsed._options.TryAdd(name, args[place + 1]))
            {
                throw new ArgumentsException($"不认识或缺少值：{name}。 Unknown, twice or without a value: {name}.");
            }
        }

        return parsed;
    }

    public string? Find(string option) => _options.GetValueOrDefault(option);

    public string Required(string option) => Find(option)
        ?? throw new ArgumentsException($"缺少 {option}，请补上。 {option} is missing; add it.");

    public int Number(string option, int standard) => Find(option) is not { } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ArgumentsException($"{option} 应是正整数。 {option} is a whole number above 0.");

    public NoteVerifier? Key()
    {
        try
        {
            return Find("--key") is { } text ? NoteVerifier.Parse(text) : null;
        }
        catch (FormatException broken)
        {
            throw new ArgumentsException($"--key 不是公钥。 --key is no key: {broken.Message}");
        }
    }

    /// <summary>An address, absolute and of HTTP; null where the text is none.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? address
            : null;

    public Uri? Address(string option) => Find(option) is not { } text ? null
        : AddressOf(text) ?? throw new ArgumentsException(
            $"{option} 应是地址，如 https://example.org/。 {option} is an address such as https://example.org/.");
}

/// <summary>The command line asks for nothing that there is.</summary>
internal sealed class ArgumentsException(string message) : Exception(message);
