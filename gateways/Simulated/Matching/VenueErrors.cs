namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>The refusals of the Binance USDⓈ-M protocol that this venue can give, with its codes and texts.</summary>
public static class VenueErrors
{
    public static readonly VenueError TooManyRequests =
        new(-1003, "Too many requests; current limit is exceeded.", 429);
    public static readonly VenueError TooManyOrders =
        new(-1015, "Too many new orders; current limit is exceeded.", 429);
    public static readonly VenueError Timestamp =
        new(-1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly VenueError Signature = new(-1022, "Signature for this request is not valid.");
    public static readonly VenueError Precision =
        new(-1111, "Precision is over the maximum defined for this asset.");
    public static readonly VenueError InvalidTimeInForce = new(-1115, "Invalid timeInForce.");
    public static readonly VenueError InvalidType = new(-1116, "Invalid orderType.");
    public static readonly VenueError InvalidSide = new(-1117, "Invalid side.");
    public static readonly VenueError InvalidInterval = new(-1120, "Invalid interval.");
    public static readonly VenueError InvalidSymbol = new(-1121, "Invalid symbol.");
    public static readonly VenueError UnknownListenKey = new(-1125,
        "This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`");
    public static readonly VenueError WindowTooLong = new(-1127, "More than 168 hours between startTime and endTime.");
    public static readonly VenueError BadCombination = new(-1128, "Combination of optional parameters invalid.");
    public static readonly VenueError UnknownOrderOnCancel = new(-2011, "Unknown order sent.");
    public static readonly VenueError UnknownOrderOnQuery = new(-2013, "Order does not exist.");
    public static readonly VenueError KeyFormat = new(-2014, "API-key format invalid.", 401);
    public static readonly VenueError Key = new(-2015, "Invalid API-key, IP, or permissions for action.", 401);
    public static readonly VenueError InsufficientMargin = new(-2019, "Margin is insufficient.");
    public static readonly VenueError ReduceOnlyRejected = new(-2022, "ReduceOnly Order is rejected.");
    public static readonly VenueError TooManyOpenOrders = new(-2025, "Reach max open order limit.");
    public static readonly VenueError PriceNotPositive = new(-4001, "Price less than 0.");
    public static readonly VenueError PriceTooHigh = new(-4002, "Price greater than max price.");
    public static readonly VenueError QuantityNotPositive = new(-4003, "Quantity less than or equal to zero.");
    public static readonly VenueError QuantityTooSmall = new(-4004, "Quantity less than min quantity.");
    public static readonly VenueError QuantityTooLarge = new(-4005, "Quantity greater than max quantity.");
    public static readonly VenueError PriceTooLow = new(-4013, "Price less than min price.");
    public static readonly VenueError NotOnTick = new(-4014, "Price not increased by tick size.");
    public static readonly VenueError BadClientId = new(-4015, "Client order id is not valid.");
    public static readonly VenueError PriceAboveBand = new(-4016, "Price is higher than mark price multiplier cap.");
    public static readonly VenueError NotOnLot = new(-4023, "Qty not increased by step size.");
    public static readonly VenueError PriceBelowBand = new(-4024, "Price is lower than mark price multiplier floor.");
    public static readonly VenueError BadLeverage = new(-4028, "Leverage is not valid.");
    public static readonly VenueError SameMarginType = new(-4046, "No need to change margin type.");
    public static readonly VenueError MarginTypeBlockedByOrders =
        new(-4047, "Margin type cannot be changed if there exists open orders.");
    public static readonly VenueError MarginTypeBlockedByPosition =
        new(-4048, "Margin type cannot be changed if there exists position.");
    public static readonly VenueError SamePositionSide = new(-4059, "No need to change position side.");
    public static readonly VenueError PositionSideMismatch =
        new(-4061, "Order's position side does not match user's setting.");
    public static readonly VenueError PositionSideBlockedByOrders =
        new(-4067, "Position side cannot be changed if there exists open orders.");
    public static readonly VenueError PositionSideBlockedByPosition =
        new(-4068, "Position side cannot be changed if there exists position.");
    public static readonly VenueError DuplicateClientId = new(-4116, "clientOrderId is duplicated");
    public static readonly VenueError ConditionalOrder = new(-4120,
        "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.");
    public static readonly VenueError FillOrKill = new(-5021,
        "Due to the order could not be filled immediately, the FOK order has been rejected. "
        + "The order will not be recorded in the order history");
    public static readonly VenueError PostOnly = new(-5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected. "
        + "The order will not be recorded in the order history");
    public static readonly VenueError NothingToModify = new(-5027, "No need to modify the order.");
    public static readonly VenueError MatchingTimestamp =
        new(-5028, "Timestamp for this request is outside of the ME recvWindow");

    public static VenueError BatchTooLarge(int most) =>
        new(-4082, $"Batch order count must be 1 to {most}.");

    public static VenueError MinNotional(string notional) =>
        new(-4164, $"Order's notional must be no smaller than {notional} (unless you choose reduce only)");

    public static VenueError Missing(string parameter) =>
        new(-1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static VenueError NotRequired(string parameter) =>
        new(-1106, $"Parameter '{parameter}' sent when not required.");
}
