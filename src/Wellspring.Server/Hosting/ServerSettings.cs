using System.Globalization;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Server.Hosting;

/// <summary>
/// What an operator writes down once per data directory: <c>server.json</c>. Secrets never stand in it; it says in
/// which file or environment variable they are.
/// </summary>
public sealed class ServerSettings
{
    public const string FileName = "server.json";

    // Sections whose keys are checked here; the others are read by the parts they belong to.
    private static readonly string[] Known =
    [
        "publicUrl", "proxies", "attestors",
        "log:origin", "log:witnesses",
        "notify:mail:host", "notify:mail:port", "notify:mail:security", "notify:mail:from", "notify:mail:user",
        "notify:mail:password:file", "notify:mail:password:environment",
        "notify:phone:url", "notify:phone:key:file", "notify:phone:key:environment",
        "limits:codesPerAddress", "limits:codesPerClient", "limits:triesPerClient", "limits:ticketsPerClient",
        "tickets:complaintDays", "tickets:reviewWorkingDays",
    ];

    private static readonly string[] OtherSections = ["payments", "malls", "webhooks", "api"];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _folder;

    private ServerSettings(string folder) => _folder = folder;

    /// <summary>No file: every setting at its default.</summary>
    public static ServerSettings None { get; } = new("");

    /// <summary>Reads <c>server.json</c> of a data directory; without the file every setting has its default.</summary>
    /// <exception cref="ServerSettingsException">The file cannot be read; it says where and why.</exception>
    public static ServerSettings Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Read(File.ReadAllText(path), folder) : new(folder);
    }

    public static ServerSettings Read(string text, string folder)
    {
        var settings = new ServerSettings(folder);
        try
        {
            using var document = JsonDocument.Parse(text, new()
            {
                CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
            });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                throw Wrong("须为一个 JSON 对象。", "it must be one JSON object.");
            }

            settings.Take("", document.RootElement);
        }
        catch (JsonException broken)
        {
            throw Wrong(
                $"第 {broken.LineNumber + 1} 行不是有效的 JSON。",
                $"line {broken.LineNumber + 1} is not valid JSON.");
        }

        foreach (var name in settings._values.Keys)
        {
            CheckName(name);
        }

        return settings;
    }

    /// <summary>All settings by their paths, for the parts that read sections of their own.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Values =>
        _values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value));

    /// <summary>A setting by its path, such as <c>notify:mail:host</c>; null where it is not set.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Whether anything is set below a path.</summary>
    public bool Has(string section) => _values.Keys.Any(
        name => name.Equals(section, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    public string Required(string name) => Find(name) is { Length: > 0 } value ? value : throw Wrong(
        $"缺少 {Dotted(name)}。请补上。", $"{Dotted(name)} is missing. Add it.");

    public int Number(string name, int standard, int least, int most)
    {
        if (Find(name) is not { } text)
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Wrong(
                $"{Dotted(name)} 须为 {least} 到 {most} 的整数,例如 {standard}。",
                $"{Dotted(name)} must be a whole number from {least} to {most}, such as {standard}.");
    }

    public string OneOf(string name, string standard, params string[] known)
    {
        var value = Find(name) ?? standard;
        return known.Contains(value) ? value : throw Wrong(
            $"{Dotted(name)} 不能是“{value}”,可用:{string.Join("、", known)}。",
            $"{Dotted(name)} cannot be \"{value}\"; use {string.Join(", ", known)}.");
    }

    /// <summary>An https address; http only to this machine.</summary>
    public Uri Address(string name) =>
        Uri.TryCreate(Required(name), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw Wrong($"{Dotted(name)} 须为 https 地址。", $"{Dotted(name)} must be an https address.");

    /// <summary>A secret out of the file or environment variable that the setting names.</summary>
    public string Secret(string name)
    {
        if (Find(name) is not null)
        {
            throw Wrong(
                $"{Dotted(name)} 不能直接写密钥;请写 {{\"file\": \"路径\"}} 或 {{\"environment\": \"变量名\"}}。",
                $"{Dotted(name)} must not hold the secret; write {{\"file\": \"path\"}} or "
                + "{\"environment\": \"NAME\"}.");
        }

        if (Find(name + ":environment") is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw Wrong(
                $"{Dotted(name)}:环境变量 {variable} 未设置。",
                $"{Dotted(name)}: the environment variable {variable} is not set.");
        }

        var path = Path.Combine(_folder, Required(name + ":file"));
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } secret ? secret : throw Wrong(
            $"{Dotted(name)}:文件 {path} 不存在或为空。", $"{Dotted(name)}: the file {path} is missing or empty.");
    }

    internal static ServerSettingsException Wrong(string zh, string en) =>
        new(new($"{FileName}:{zh}", $"{FileName}: {en}"));

    private void Take(string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Take(name.Length == 0 ? property.Name : $"{name}:{property.Name}", property.Value);
                }

                break;
            case JsonValueKind.Array:
                _values[name] = string.Join(' ', element.EnumerateArray().Select(item => item.ToString()));
                break;
            case JsonValueKind.Null:
                break;
            default:
                _values[name] = element.ValueKind switch
                {
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => element.ToString(),
                };
                break;
        }
    }

    private static void CheckName(string name)
    {
        var section = name.Split(':')[0];

        // An inline secret is refused where it is read, with a sentence of its own.
        if (OtherSections.Contains(section, StringComparer.OrdinalIgnoreCase)
            || Known.Contains(name, StringComparer.OrdinalIgnoreCase)
            || Known.Contains(name + ":file", StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        var nearest = Dotted(Nearest.To(name, Known));
        throw Wrong(
            $"不认识 {Dotted(name)},是否为 {nearest}?", $"{Dotted(name)} is not known; did you mean {nearest}?");
    }

    private static string Dotted(string name) => name.Replace(':', '.');
}

/// <summary><c>server.json</c> does not say what it must; the sentence names the place and the mend.</summary>
public sealed class ServerSettingsException(Bilingual sentence) : Exception(sentence.ToString())
{
    public Bilingual Sentence { get; } = sentence;
}
