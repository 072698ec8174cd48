using System.Net;

namespace Wellspring.Verifying;

/// <summary>Asks again when a server says when: its log is being built, its pool moves, or others ask much.</summary>
internal sealed class ComesAgain() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int Most = 30;

    // Who names a longer time has a trouble that waiting does not mend.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var again = 0; ; again++)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (again == Most || request.Method != HttpMethod.Get || answer.Headers.RetryAfter?.Delta is not { } pause
                || pause > Soon
                || answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(pause, cancellationToken);
        }
    }
}
