"""Functions that a public question may call, by the engine's own names.

Left out: whatever reads files or the network, tells of the machine or the session, changes a
setting, or gives another answer tomorrow (the clock, chance): an answer is cited by its address.
"""

import re
from collections.abc import Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS: Mapping[str, frozenset[str]] = {
    "aggregates": _names(
        """any_value approx_count_distinct approx_quantile arg_max arg_max_null arg_min
        arg_min_null array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count
        count_if count_star covar_pop covar_samp entropy favg first fsum group_concat
        histogram kurtosis last list listagg mad max max_by mean median min min_by mode
        product quantile quantile_cont quantile_disc regr_count regr_intercept regr_r2
        regr_slope skewness stddev stddev_pop stddev_samp string_agg sum var_pop var_samp
        variance geomean weighted_avg"""
    ),
    "windows": _names(
        """cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank
        rank rank_dense row_number"""
    ),
    "numbers": _names(
        """abs acos asin atan atan2 bit_count cbrt ceil ceiling cos cot degrees even exp
        factorial floor gcd greatest isfinite isinf isnan lcm least ln log log10 log2 mod
        multiply add subtract divide pi pow power radians round round_even sign sin sqrt
        tan trunc fdiv fmod"""
    ),
    "text": _names(
        """ascii bar char_length character_length chr concat concat_ws contains
        damerau_levenshtein ends_with format hamming hex instr jaccard jaro_similarity
        jaro_winkler_similarity lcase left length levenshtein like_escape ilike_escape
        not_like_escape not_ilike_escape lower lpad ltrim md5 nfc_normalize ord position
        prefix printf regexp_escape regexp_extract regexp_extract_all regexp_full_match
        regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right
        rpad rtrim sha256 split split_part starts_with str_split string_split
        string_split_regex string_to_array strip_accents strlen strpos substr substring
        suffix translate trim ucase unicode upper"""
    ),
    "days": _names(
        """century date_add date_diff date_part date_sub date_trunc datediff datepart datesub
        datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch
        era hour isodow isoyear julian last_day make_date make_timestamp minute month
        monthname quarter second strftime strptime time_bucket to_days to_hours to_minutes
        to_months to_quarters to_seconds to_weeks to_years try_strptime week weekday
        weekofyear year yearweek"""
    ),
    "lists and JSON": _names(
        """array_length array_to_string array_extract array_slice array_value cardinality
        element_at flatten generate_series json_array json_array_length json_contains
        json_exists json_extract json_extract_path json_extract_path_text
        json_extract_string json_keys json_object json_type json_valid json_value len
        list_aggregate list_avg list_concat list_contains list_distinct list_element
        list_extract list_filter list_has_all list_has_any list_intersect list_max
        list_min list_position list_reduce list_reverse list_slice list_sort list_sum
        list_transform list_unique list_value list_zip map map_extract map_keys map_values
        range row struct_extract struct_extract_at struct_pack to_json unnest"""
    ),
    "other": _names("""coalesce hash if ifnull nullif typeof"""),
}
# Of an operator the engine makes a function, and the parser of a keyword.
OPERATORS = _names(
    """+ - * / // % ^ ** & | << >> ~ || @ ! ~~ !~~ ~~* !~~* ~~~ ^@ -> ->> <-> && @> <@"""
)
NAMES: frozenset[str] = frozenset().union(*FUNCTIONS.values())
# Names of the engine's own: a table of the question called so could stand for one of these.
OF_THE_ENGINE = re.compile(r"(?:duckdb|pg|sqlite|pragma|information_schema)(?:_|$)", re.IGNORECASE)
