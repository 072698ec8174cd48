using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Notifying;

/// <summary>Sends mail through the operator's SMTP server.</summary>
internal sealed class SmtpNotifier : INotifier
{
    private const string Section = "notify:mail";
    private const int TimeoutMs = 30_000;

    private readonly string _host;
    private readonly int _port;
    private readonly SecureSocketOptions _security;
    private readonly MailboxAddress _from;
    private readonly NetworkCredential? _login;

    private SmtpNotifier(
        string host, int port, SecureSocketOptions security, MailboxAddress from, NetworkCredential? login) =>
        (_host, _port, _security, _from, _login) = (host, port, security, from, login);

    public string Name => "smtp";

    /// <summary>The notifier that the settings describe; null where they describe none.</summary>
    public static SmtpNotifier? From(ServerSettings settings)
    {
        if (!settings.Has(Section))
        {
            return null;
        }

        var host = settings.Required(Section + ":host");
        var security = settings.OneOf(Section + ":security", "starttls", "starttls", "tls", "none") switch
        {
            "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };
        if (security is SecureSocketOptions.None && host is not ("127.0.0.1" or "::1" or "localhost"))
        {
            throw ServerSettings.Wrong(
                "notify.mail.security 为 none 时只能发往本机;请用 starttls 或 tls。",
                "notify.mail.security none is for this machine only; use starttls or tls.");
        }

        if (!MailboxAddress.TryParse(settings.Required(Section + ":from"), out var from))
        {
            throw ServerSettings.Wrong(
                "notify.mail.from 须为邮箱地址,例如 Wellspring <no-reply@example.org>。",
                "notify.mail.from must be a mail address, such as Wellspring <no-reply@example.org>.");
        }

        var login = settings.Find(Section + ":user") is { } user
            ? new NetworkCredential(user, settings.Secret(Section + ":password"))
            : null;
        var port = security is SecureSocketOptions.SslOnConnect ? 465 : 587;
        return new(host, settings.Number(Section + ":port", port, 1, 65_535), security, from, login);
    }

    public bool Takes(string channel) => channel == ContactAddress.Mail;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var mail = new MimeMessage();
        mail.From.Add(_from);
        mail.To.Add(MailboxAddress.Parse(message.Address));
        mail.Subject = message.Subject;

        // The same id at every attempt, so that a mail that arrives twice can be seen to be one.
        mail.MessageId = $"outbox-{message.Sequence}-{message.CreatedAt.Milliseconds}@{_from.Domain}";
        mail.Body = new TextPart("plain") { Text = message.Text };
        using var client = new SmtpClient { Timeout = TimeoutMs };
        try
        {
            await client.ConnectAsync(_host, _port, _security, cancellation);
            if (_login is not null)
            {
                await client.AuthenticateAsync(_login, cancellation);
            }

            await client.SendAsync(mail, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (SmtpCommandException refused)
        {
            // Only the code: a server's sentence may repeat the address.
            throw new NotDeliveredException($"smtp answered {(int)refused.StatusCode}");
        }
        catch (Exception failure) when (failure is ProtocolException or ServiceNotConnectedException
            or AuthenticationException or SslHandshakeException or IOException or SocketException
            or TimeoutException or NotSupportedException)
        {
            throw new NotDeliveredException($"smtp failed: {failure.GetType().Name}");
        }
    }
}
