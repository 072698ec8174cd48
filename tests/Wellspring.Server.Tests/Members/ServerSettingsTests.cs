using Wellspring.Server.Hosting;
using Wellspring.Server.Notifying;

namespace Wellspring.Server.Tests.Members;

/// <summary><c>server.json</c>: what is wrong in it is named, with the mend.</summary>
public sealed class ServerSettingsTests
{
    [Theory]
    [InlineData(
        """{ "notify": { "mial": { "host": "x" } } }""",
        "notify.mial.host is not known; did you mean notify.mail.host?")]
    [InlineData(
        """{ "limits": { "codesPerClient": "many" } }""",
        "limits.codesPerClient must be a whole number from 1")]
    [InlineData("""{ "notify": { "mail": { "from": "a@b.test" } } }""", "notify.mail.host is missing")]
    [InlineData(
        """{ "notify": { "mail": { "host": "mail.test", "security": "none", "from": "a@b.test" } } }""",
        "none is for this machine only")]
    [InlineData(
        """{ "notify": { "mail": { "host": "mail.test", "security": "ssl", "from": "a@b.test" } } }""",
        "cannot be \"ssl\"; use starttls, tls, none")]
    [InlineData(
        """{ "notify": { "mail": { "host": "mail.test", "from": "a@b.test", "user": "u", "password": "hunter2" } } }""",
        "must not hold the secret")]
    [InlineData(
        """{ "notify": { "phone": { "url": "https://sms.test/", "key": { "environment": "WS_NO_VARIABLE" } } } }""",
        "WS_NO_VARIABLE is not set")]
    [InlineData(
        """{ "notify": { "phone": { "url": "https://sms.test/", "key": { "file": "no-such-file" } } } }""",
        "is missing or empty")]
    [InlineData("{\n  \"notify\": [\n}", "line 3 is not valid JSON")]
    [InlineData("[]", "it must be one JSON object")]
    [InlineData("""{ "proxies": ["not an address"] }""", "in proxies is not an IP address")]
    public void A_mistake_is_named_with_its_mend(string text, string sentence)
    {
        var wrong = Assert.Throws<ServerSettingsException>(() =>
        {
            var settings = ServerSettings.Read(text, "/nowhere");
            SmtpNotifier.From(settings);
            using var gateway = SignedHttpNotifier.From(settings, TimeProvider.System);
            Server.Members.MemberLimits.From(settings);
            Proxies.From(settings);
        });

        Assert.Contains(sentence, wrong.Sentence.En, StringComparison.Ordinal);
        Assert.StartsWith("server.json", wrong.Sentence.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_are_allowed_and_other_parts_read_their_own_sections()
    {
        var settings = ServerSettings.Read(
            """
            {
              // A comment.
              "publicUrl": "https://shop.example",
              "payments": { "wechat": { "enabled": true, "merchant": "123" } },
            }
            """, "/nowhere");

        Assert.Equal("https://shop.example", settings.Find("publicUrl"));
        Assert.Equal("true", settings.Find("Payments:Wechat:Enabled"));
        Assert.Null(SmtpNotifier.From(settings));
    }
}
