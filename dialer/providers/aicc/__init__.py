"""Huawei AICC: two-way calls by the app-key interface."""
