namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The REST table: method and path to security, weight and handler.</summary>
internal static class RestApi
{
    private static readonly Dictionary<(string Method, string Path), Endpoint> Table = new()
    {
        [("GET", "/fapi/v1/ping")] = new(EndpointSecurity.None, 1, PublicEndpoints.Ping),
        [("GET", "/fapi/v1/time")] =
            new(EndpointSecurity.None, 1, PublicEndpoints.Time) { Kind = EndpointKind.Time },
        [("GET", "/fapi/v1/exchangeInfo")] = new(EndpointSecurity.None, 1, PublicEndpoints.ExchangeInfo),
        [("GET", "/fapi/v1/premiumIndex")] = new(EndpointSecurity.None, 1, PublicEndpoints.PremiumIndex),
        [("GET", "/fapi/v1/ticker/bookTicker")] = new(EndpointSecurity.None, 2, PublicEndpoints.BookTicker),
        [("GET", "/fapi/v1/klines")] = new(EndpointSecurity.None, 2, CandleEndpoints.Klines),
        [("POST", "/fapi/v1/listenKey")] = new(EndpointSecurity.Key, 1, PrivateStreamEndpoints.Create),
        [("PUT", "/fapi/v1/listenKey")] = new(EndpointSecurity.Key, 1, PrivateStreamEndpoints.Prolong),
        [("DELETE", "/fapi/v1/listenKey")] = new(EndpointSecurity.Key, 1, PrivateStreamEndpoints.Delete),
        [("POST", "/fapi/v1/order")] =
            new(EndpointSecurity.Signed, 0, OrderEndpoints.Place)
            {
                Kind = EndpointKind.Place,
                OrdersIn10Seconds = 1,
                OrdersInMinute = 1,
            },
        [("PUT", "/fapi/v1/order")] =
            new(EndpointSecurity.Signed, 1, OrderEndpoints.Modify) { OrdersIn10Seconds = 1, OrdersInMinute = 1 },
        [("POST", "/fapi/v1/batchOrders")] =
            new(EndpointSecurity.Signed, 5, BatchEndpoints.Place)
            {
                Kind = EndpointKind.Place,
                OrdersIn10Seconds = 5,
                OrdersInMinute = 1,
            },
        [("PUT", "/fapi/v1/batchOrders")] =
            new(EndpointSecurity.Signed, 5, BatchEndpoints.Modify) { OrdersIn10Seconds = 5, OrdersInMinute = 1 },
        [("DELETE", "/fapi/v1/batchOrders")] =
            new(EndpointSecurity.Signed, 1, BatchEndpoints.Cancel) { Kind = EndpointKind.Cancel },
        [("DELETE", "/fapi/v1/order")] =
            new(EndpointSecurity.Signed, 1, OrderEndpoints.Cancel) { Kind = EndpointKind.Cancel },
        [("DELETE", "/fapi/v1/allOpenOrders")] =
            new(EndpointSecurity.Signed, 1, OrderEndpoints.CancelAll) { Kind = EndpointKind.Cancel },
        [("POST", "/fapi/v1/countdownCancelAll")] =
            new(EndpointSecurity.Signed, 10, OrderEndpoints.CountdownCancelAll),
        [("GET", "/fapi/v1/order")] = new(EndpointSecurity.Signed, 1, OrderEndpoints.Query),
        [("GET", "/fapi/v1/openOrder")] = new(EndpointSecurity.Signed, 1, OrderEndpoints.QueryOpen),
        [("GET", "/fapi/v1/openOrders")] = new(EndpointSecurity.Signed, 1, HistoryEndpoints.OpenOrders),
        [("GET", "/fapi/v1/allOrders")] = new(EndpointSecurity.Signed, 5, HistoryEndpoints.AllOrders),
        [("GET", "/fapi/v1/userTrades")] = new(EndpointSecurity.Signed, 5, HistoryEndpoints.UserTrades),
        [("GET", "/fapi/v1/income")] = new(EndpointSecurity.Signed, 30, HistoryEndpoints.Income),
        [("GET", "/fapi/v2/balance")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.Balance),
        [("GET", "/fapi/v3/balance")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.Balance),
        [("GET", "/fapi/v2/account")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.AccountWithSettings),
        [("GET", "/fapi/v3/account")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.Account),
        [("GET", "/fapi/v2/positionRisk")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.PositionWithSettings),
        [("GET", "/fapi/v3/positionRisk")] = new(EndpointSecurity.Signed, 5, AccountEndpoints.Position),
        [("POST", "/fapi/v1/leverage")] = new(EndpointSecurity.Signed, 1, SettingEndpoints.SetLeverage),
        [("POST", "/fapi/v1/marginType")] = new(EndpointSecurity.Signed, 1, SettingEndpoints.SetMarginType),
        [("GET", "/fapi/v1/positionSide/dual")] = new(EndpointSecurity.Signed, 30, SettingEndpoints.PositionMode),
        [("POST", "/fapi/v1/positionSide/dual")] = new(EndpointSecurity.Signed, 1, SettingEndpoints.SetPositionMode),
        [("GET", "/fapi/v1/accountConfig")] = new(EndpointSecurity.Signed, 5, SettingEndpoints.AccountConfig),
        [("GET", "/fapi/v1/symbolConfig")] = new(EndpointSecurity.Signed, 5, SettingEndpoints.SymbolConfig),
        [("GET", "/fapi/v1/leverageBracket")] = new(EndpointSecurity.Signed, 1, SettingEndpoints.LeverageBrackets),
        [("GET", "/fapi/v1/commissionRate")] = new(EndpointSecurity.Signed, 20, SettingEndpoints.CommissionRate),
    };

    public static Endpoint? Find(string method, string path) => Table.GetValueOrDefault((method, path));
}
