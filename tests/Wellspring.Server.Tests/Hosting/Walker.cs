using System.Net;
using System.Net.Sockets;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Wellspring.Server.Tests.Hosting;

/// <summary>Walks pages as a person without JavaScript does: opens, follows links, fills forms, sends them.</summary>
public sealed class Walker : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;

    /// <param name="at">Where to connect to, whatever name the address has; null goes where the name says.</param>
    /// <param name="cookies">Of another walker, to go on as the same visitor.</param>
    public Walker(Uri address, Uri? at = null, CookieContainer? cookies = null)
    {
        _handler = new() { CookieContainer = cookies ?? new(), AllowAutoRedirect = true };
        if (at is not null)
        {
            _handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(at.Host, at.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        _client = new(_handler) { BaseAddress = address };
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
    }

    public HttpClient Client => _client;

    public CookieContainer Cookies => _handler.CookieContainer;

    public HttpStatusCode Status { get; private set; }

    /// <summary>The page that is open.</summary>
    public IHtmlDocument Document { get; private set; } = null!;

    /// <summary>Its address, path and query.</summary>
    public string Location { get; private set; } = "";

    /// <summary>Its words, white space folded.</summary>
    public string Text => string.Join(' ', Document.Body!.TextContent.Split(
        default(char[]), StringSplitOptions.RemoveEmptyEntries));

    public async Task<Walker> OpenAsync(string address)
    {
        await ReadAsync(await _client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute)));
        return this;
    }

    /// <summary>Fills the form with this selector (the first form when null) and sends it.</summary>
    public async Task<Walker> SendAsync(string? form = null, params (string Name, string Value)[] fields)
    {
        using var content = Fill(form, out var action, fields);
        await ReadAsync(await _client.PostAsync(action, content));
        return this;
    }

    /// <summary>Sends content that no plain form makes, such as a file.</summary>
    public async Task<Walker> PostAsync(Uri action, HttpContent content)
    {
        await ReadAsync(await _client.PostAsync(action, content));
        return this;
    }

    /// <summary>Goes back to a page as it was shown before, as the back button does.</summary>
    public void Back(IHtmlDocument page, string location) => (Document, Location) = (page, location);

    /// <summary>The form's fields as they would be sent, to send them twice or changed.</summary>
    public FormUrlEncodedContent Fill(string? form, out Uri action, params (string Name, string Value)[] fields)
    {
        var element = (IHtmlFormElement)(Document.QuerySelector(form ?? "form[method=post]")
            ?? throw new InvalidOperationException($"no form {form} on {Location}: {Text}"));
        var values = element.QuerySelectorAll("input, select, textarea").SelectMany(ValueOf).ToList();
        foreach (var (name, value) in fields)
        {
            values.RemoveAll(pair => pair.Key == name);
            values.Add(new(name, value));
        }

        var target = element.GetAttribute("action") is { Length: > 0 } own ? own : Location;
        action = new(target, UriKind.RelativeOrAbsolute);
        return new(values);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string>> ValueOf(IElement field) => field switch
    {
        IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => [],
        IHtmlInputElement { Type: "submit" or "button" or "file" } => [],
        IHtmlInputElement { Name: { Length: > 0 } name } input => [new(name, input.Value)],
        IHtmlSelectElement { Name: { Length: > 0 } name } select => [new(name, select.Value ?? "")],
        IHtmlTextAreaElement { Name: { Length: > 0 } name } area => [new(name, area.Value)],
        _ => [],
    };

    private async Task ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Status = response.StatusCode;
            Location = response.RequestMessage!.RequestUri!.PathAndQuery;
            Document = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        }
    }
}
