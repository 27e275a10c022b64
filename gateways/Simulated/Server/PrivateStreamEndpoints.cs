using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The life of the listen key.</summary>
internal static class PrivateStreamEndpoints
{
    public static VenueError Create(ApiCall call) => WriteKey(call, call.Exchange.Keys.Create(call.NowMs));

    public static VenueError Prolong(ApiCall call) =>
        call.Exchange.Keys.Prolong(call.NowMs)
            ? WriteKey(call, call.Exchange.Keys.Current!)
            : VenueErrors.UnknownListenKey;

    public static VenueError Delete(ApiCall call)
    {
        call.Exchange.Keys.Delete();
        return PublicEndpoints.Ping(call); // an empty object, too
    }

    private static VenueError WriteKey(ApiCall call, string key)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteString("listenKey"u8, key);
        json.WriteEndObject();
        return VenueError.None;
    }
}
