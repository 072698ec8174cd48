using Wellspring.Core;

namespace Wellspring.Shop.Payments;

/// <summary>A payment channel is switched on and cannot work; the sentence names the setting and the mend.</summary>
public sealed class PaymentSettingsException(Bilingual sentence) : Exception(sentence.ToString())
{
    public Bilingual Sentence { get; } = sentence;
}

/// <summary>Reads a channel's settings by name; they hold names of files, never keys.</summary>
internal sealed class PaymentSettings(string prefix, Func<string, string?> setting)
{
    public string? Optional(string name) =>
        setting($"{prefix}:{name}") is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public string Required(string name) => Optional(name) ?? throw new PaymentSettingsException(new(
        $"缺少设置 {prefix}:{name}。请补上，或清空 {prefix} 以停用该渠道。",
        $"The setting {prefix}:{name} is missing. Set it, or clear {prefix} to switch the channel off."));

    public bool Flag(string name) => Optional(name) switch
    {
        null or "false" or "False" => false,
        "true" or "True" => true,
        var other => throw Wrong(name, other, "true", "false"),
    };

    public Uri Address(string name, string standard) =>
        Uri.TryCreate(Optional(name) ?? standard, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
            ? address
            : throw new PaymentSettingsException(new(
                $"设置 {prefix}:{name} 须为 https 地址。", $"The setting {prefix}:{name} must be an https address."));

    public T OneOf<T>(string name, T standard)
        where T : struct, Enum =>
        Optional(name) is not { } value ? standard
        : Enum.TryParse<T>(value, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known
        : throw Wrong(name, value, Enum.GetNames<T>());

    private PaymentSettingsException Wrong(string name, string value, params string[] known) => new(new(
        $"设置 {prefix}:{name} 不能是“{value}”，可用：{string.Join("、", known)}。",
        $"The setting {prefix}:{name} cannot be \"{value}\"; use {string.Join(", ", known)}."));
}
