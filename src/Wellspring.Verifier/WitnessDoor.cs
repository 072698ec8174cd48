using System.Net;
using System.Text;

namespace Wellspring.Verifying;

/// <summary>Shows a witness's cosignature, key and alarm to whoever asks.</summary>
internal sealed class WitnessDoor : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly WitnessHome _home;

    private WitnessDoor(Uri address, WitnessHome home)
    {
        _home = home;
        _listener.Prefixes.Add(address.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
    }

    public static WitnessDoor Open(Uri address, WitnessHome home)
    {
        WitnessDoor door;
        try
        {
            door = new(address, home);
        }
        catch (HttpListenerException taken)
        {
            throw new ArgumentsException($"--listen {address} 不能用。 --listen {address} cannot be used: {taken.Message}");
        }

        _ = door.ServeAsync();
        return door;
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                Answer(call);
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException
                or InvalidOperationException)
            {
                // The caller went away, or the door is closed.
            }
        }
    }

    private void Answer(HttpListenerContext call)
    {
        var text = call.Request.Url?.AbsolutePath switch
        {
            "/checkpoint" => _home.Shown,
            "/key" => _home.Signer.Verifier + "\n",
            "/alarm" => _home.Alarm(),
            _ => null,
        };
        call.Response.StatusCode = text is null ? 404 : 200;
        call.Response.ContentType = "text/plain; charset=utf-8";
        call.Response.Close(Encoding.UTF8.GetBytes(text ?? "没有 nothing here\n"), willBlock: false);
    }
}
