#pragma once
// What a call has to refuse, with the code that scripts rely on and words that a person needs.

#include "farola/core/error.hpp"

#include <initializer_list>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::test {

/// The code of the error that a call throws, "no error" where it throws none.
template <class Call>
std::string code_of(Call call, std::string* message = nullptr) {
  try {
    call();
  } catch (const Error& error) {
    if (message != nullptr) *message = error.what();
    return error.code();
  }
  return "no error";
}

/// The error that a call throws; where it throws none the test fails.
template <class Call>
Error error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return {ErrorKind::data, "no error", "no error"};
}

template <class Call>
void expect_error(Call call, ErrorKind kind, const std::string& code,
                  std::initializer_list<const char*> words = {}) {
  const Error error = error_of(call);
  EXPECT_EQ(error.kind(), kind) << error.what();
  EXPECT_EQ(error.code(), code) << error.what();
  for (const char* word : words) EXPECT_THAT(error.what(), testing::HasSubstr(word));
}

}  // namespace farola::test
