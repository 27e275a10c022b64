using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Several orders in one request; the answer is an array in their order, each element an order or an error.
/// </summary>
internal static class BatchEndpoints
{
    private const int MostOrders = 5;
    private const int MostCancels = 10;

    public static VenueError Place(ApiCall call) => ForEachOrder(call, OrderEndpoints.Place);

    public static VenueError Modify(ApiCall call) => ForEachOrder(call, OrderEndpoints.Modify);

    public static VenueError Cancel(ApiCall call)
    {
        string? venueIds = call.Parameters["orderIdList"] ?? call.Parameters["orderidlist"]; // ccxt's spelling
        string parameter = venueIds is null ? "origClientOrderId" : "orderId";
        if (!TryReadArray(venueIds ?? call.Parameters["origClientOrderIdList"], out JsonElement ids))
            return VenueErrors.Missing("origClientOrderIdList");
        if (ids.GetArrayLength() is < 1 or > MostCancels) return VenueErrors.BatchTooLarge(MostCancels);
        string symbol = call.Parameters["symbol"] ?? "";
        return Answer(call, OrderEndpoints.Cancel, ids.EnumerateArray().Select(id => new RequestParameters(
            $"symbol={symbol}&{parameter}={Uri.EscapeDataString(id.ToString())}", "")));
    }

    private static VenueError ForEachOrder(ApiCall call, Func<ApiCall, VenueError> handle)
    {
        if (!TryReadArray(call.Parameters["batchOrders"], out JsonElement orders))
            return VenueErrors.Missing("batchOrders");
        if (orders.GetArrayLength() is < 1 or > MostOrders) return VenueErrors.BatchTooLarge(MostOrders);
        return Answer(call, handle, orders.EnumerateArray().Select(order => new RequestParameters(order)));
    }

    private static VenueError Answer(
        ApiCall call, Func<ApiCall, VenueError> handle, IEnumerable<RequestParameters> requests)
    {
        var part = new JsonFrame();
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        foreach (RequestParameters request in requests)
        {
            var one = new ApiCall(call.Exchange, request, part) { NowMs = call.NowMs };
            VenueError error = handle(one);
            json.WriteRawValue(error.IsNone ? part.ToArray() : part.ErrorBody(error), skipInputValidation: true);
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    private static bool TryReadArray(string? text, out JsonElement array)
    {
        array = default;
        if (text is null) return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            array = document.RootElement.Clone();
            return array.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
