namespace InfluxDownsample.Core;

internal static class Placeholder;
