using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wellspring.Server.Tests.Members;

/// <summary>A mail server of a few lines: takes mail over SMTP, or refuses while its switch says so.</summary>
internal sealed class FakeMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<string> _mails = [];

    public FakeMailServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether recipients are refused, with an answer that repeats their address.</summary>
    public bool Refuses { get; set; }

    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (_mails)
            {
                return [.. _mails];
            }
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                await ServeAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException
                or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.ASCII, leaveOpen: true)
        {
            AutoFlush = true, NewLine = "\r\n",
        };
        await writer.WriteLineAsync("220 fake ready");
        while (await reader.ReadLineAsync(_ending.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                await ReadMailAsync(reader);
            }

            await writer.WriteLineAsync(verb switch
            {
                "EHLO" or "HELO" => "250 fake",
                "RCPT" when Refuses => $"550 no such person {line[8..]}",
                "QUIT" => "221 bye",
                _ => "250 ok",
            });
            if (verb == "QUIT")
            {
                return;
            }
        }
    }

    private async Task ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_ending.Token) is { } line && line != ".")
        {
            mail.AppendLine(line);
        }

        lock (_mails)
        {
            _mails.Add(mail.ToString());
        }
    }
}
